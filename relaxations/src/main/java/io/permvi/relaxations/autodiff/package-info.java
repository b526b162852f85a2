/**
 * Reverse-mode differentiation of matrix expressions ({@link io.permvi.relaxations.autodiff.Tape}, {@link
 * io.permvi.relaxations.autodiff.Var}), the operations that users add to it ({@link
 * io.permvi.relaxations.autodiff.Operation}), and the check that every gradient of the library has to pass ({@link
 * io.permvi.relaxations.autodiff.GradientCheck}). Nothing here knows of permutations.
 */
package io.permvi.relaxations.autodiff;
