/**
 * Rankings, from the files that people have to a posterior: what is in a file, what an observation means, which method
 * serves it.
 */
package io.permvi.applications.rankings;
