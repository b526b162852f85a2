/** Naming the neurons of a head by an atlas: the model of {@code io.permvi.models.heads} and the matcher of points together. */
package io.permvi.inference.heads;
