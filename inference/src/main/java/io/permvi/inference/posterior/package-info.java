/** What is known after the fit: draws, marginals, corrections, diagnostics. */
package io.permvi.inference.posterior;
