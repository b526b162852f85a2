/** {@code permvi graphs}: which node of one network is which of another, or of its other side. */
package io.permvi.examples.graphs;
