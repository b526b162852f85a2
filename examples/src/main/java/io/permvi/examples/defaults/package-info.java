/**
 * Classical problems as models of one's own, each given to {@code Inference.of(model)} with default settings only: data,
 * model, answer, score.
 */
package io.permvi.examples.defaults;
