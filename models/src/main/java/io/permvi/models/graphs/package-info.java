/**
 * Two networks of which a matching of the nodes is unknown: tables of how often weights go together, and the log odds of a
 * matching under them, as a model with a gradient and as a density whose exchanges take constant time.
 */
package io.permvi.models.graphs;
