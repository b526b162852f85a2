/**
 * What a model is, found by evaluating it: how its log joint depends on the matchings, which reals are Gaussian given
 * them, its symmetries and its cost. Knows no sampler and no variational family.
 */
package io.permvi.inference.structure;
