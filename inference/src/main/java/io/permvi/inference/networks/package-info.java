/**
 * Networks that look at a set and propose its permutation: layers on the tape, the Sinkhorn layer, score networks that
 * are equivariant by construction, minibatch training, and the file format of trained weights. Data, pictures and
 * experiments live in the examples.
 *
 * <p>A minibatch of sets is one matrix: the rows of set t are rows {@code t n .. (t + 1) n - 1}. Layers act on every row
 * alike, so permuting the rows of a set permutes its rows of scores.
 */
package io.permvi.inference.networks;
