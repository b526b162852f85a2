/**
 * Sampling any model: changes of several matchings with fast differences of the log joint, moves, Gaussian reals
 * integrated out or drawn, tempering with a normalized end, ensembles that are compared, and the verdict.
 */
package io.permvi.inference.sampling;
