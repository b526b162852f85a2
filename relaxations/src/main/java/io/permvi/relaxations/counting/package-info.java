/**
 * Sums over all matchings: permanents and matching marginals, exact for small orders, approximate with stated bounds
 * beyond.
 */
package io.permvi.relaxations.counting;
