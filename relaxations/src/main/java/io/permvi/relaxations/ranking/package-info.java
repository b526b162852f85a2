/**
 * Exact distributions over permutations: Mallows models under six distances, Plackett-Luce, and anything that can be
 * enumerated. Their log probabilities are normalized and their draws exact unless a type says otherwise.
 */
package io.permvi.relaxations.ranking;
