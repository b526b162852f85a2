/** The best matching of a score matrix: linear, several best, masked and partial, quadratic. */
package io.permvi.relaxations.assignment;
