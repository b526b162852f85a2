/** Pictures of how each relaxation fills its polytope. */
package io.permvi.examples.polytopes;
