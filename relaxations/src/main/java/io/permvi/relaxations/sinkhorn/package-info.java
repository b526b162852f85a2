/**
 * Entropic optimal transport: Sinkhorn iterations, their convergence, and their derivatives. Nothing here knows of
 * probability models or inference.
 */
package io.permvi.relaxations.sinkhorn;
