/**
 * Reverse-mode differentiation of matrix expressions ({@link io.permvi.relaxations.autodiff.Tape}, {@link
 * io.permvi.relaxations.autodiff.Var}), and the operations that users add to it ({@link
 * io.permvi.relaxations.autodiff.Operation}). Nothing here knows of permutations.
 */
package io.permvi.relaxations.autodiff;
