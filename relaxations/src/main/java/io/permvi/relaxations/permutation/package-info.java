/**
 * What a permutation is: permutations, matchings, and the sets they range over. Nothing here knows of relaxations,
 * probability models or inference.
 *
 * <p>One orientation holds in the whole library: a matching is a matrix {@code x} with {@code x[i][j] = 1} when item
 * {@code i} (row) goes to place {@code j} (column).
 */
package io.permvi.relaxations.permutation;
