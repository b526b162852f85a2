/** Posteriors of matchings whose scores are packed over candidate pairs, as every method's posterior. */
package io.permvi.inference.sparse;
