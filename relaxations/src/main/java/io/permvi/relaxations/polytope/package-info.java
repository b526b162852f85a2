/**
 * The simple maps into the Birkhoff polytope and the simplex: stick-breaking, rounding, softmax; transport with any
 * regularizer, rotations.
 */
package io.permvi.relaxations.polytope;
