/** The simple maps into the Birkhoff polytope and the simplex: stick-breaking, rounding, softmax. */
package io.permvi.relaxations.polytope;
