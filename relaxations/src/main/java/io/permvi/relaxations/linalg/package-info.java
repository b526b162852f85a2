/**
 * Matrices: the one seam for fast dense products, and the pattern of a sparse one. The loops behind them are in {@code
 * internal}, which is not for users.
 * Nothing here knows of permutations.
 */
package io.permvi.relaxations.linalg;
