/**
 * Matchings whose scores are packed over a sparse pattern, so that memory and time grow with the candidate pairs:
 * components, assignment and k best matchings, belief propagation, exact sums, draws and chains. Links between nodes
 * with rules of their own ({@link io.permvi.relaxations.sparse.LinkGraph}) are the shape below all of it. Nothing dense
 * belongs here.
 */
package io.permvi.relaxations.sparse;
