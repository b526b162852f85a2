/**
 * Variational factors, the ELBO, optimizers, fits, posteriors, diagnostics and baselines.
 *
 * <p>The flow: parameters and noise go into factors; a factor gives the value of its latent and an entropy term; the
 * model scores the values; energy plus entropy is the ELBO, and the same path backwards gives its gradient.
 */
package io.permvi.inference;
