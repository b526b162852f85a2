/** Variational factors, one for a latent, and the mean field that joins them. */
package io.permvi.inference.factor;
