/**
 * Ways to the posterior of rankings: exact, by weighted draws, by chains or by particles, until what was found can be
 * trusted.
 */
package io.permvi.inference.rankings;
