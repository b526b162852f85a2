/**
 * Relaxations: pluggable maps from real matrices to (nearly) doubly stochastic ones. A relaxation is an immutable
 * record; its pass owns the buffers and runs forward and backward.
 */
package io.permvi.relaxations;
