/**
 * {@code permvi points}: matching two sets of points under an unknown motion, the small example of the parts of the
 * heads programs.
 */
package io.permvi.examples.points;
