/** Fits: the evidence lower bound, stochastic and coordinate ascent, their traces and results. */
package io.permvi.inference.fit;
