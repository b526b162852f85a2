/**
 * Ten programs of one file each: data, a model, a fit, and the answer beside the truth. Each has a {@code run} that
 * draws its picture into a folder and returns a number that says how well it did; start {@code main} to see it at work.
 */
package io.permvi.examples.basics;
