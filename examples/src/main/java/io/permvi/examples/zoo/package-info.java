/** Every relaxation and every gradient estimator, judged against truths that can be computed. */
package io.permvi.examples.zoo;
