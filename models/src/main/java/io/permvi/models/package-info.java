/**
 * Log joints of probabilistic models with latent permutations, reals and categories. A model holds only what makes
 * sense at a hard permutation and never names a relaxation, so it serves every relaxation, exact enumeration and MCMC.
 */
package io.permvi.models;
