/**
 * Matching points to the places that may own them: closed-form coordinate ascent over a partial matching and low-rank
 * Gaussian deformations, many starts judged by the bound, and the mixture of the alternatives that remain.
 */
package io.permvi.inference.fields;
