/** Which node of one network is which of another: files in and out, the pipeline, its evaluation, made-up networks. */
package io.permvi.applications.graphs;
