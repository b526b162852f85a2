/**
 * Whole-brain activity of C.&nbsp;elegans: the connectome, recordings as sufficient statistics, and the linear dynamical
 * model whose hidden permutations say which cell is which neuron.
 */
package io.permvi.models.worms;
