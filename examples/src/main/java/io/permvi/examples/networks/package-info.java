/**
 * Sinkhorn networks at work: sorting numbers, solving jigsaw puzzles, assembling one digit from the pieces of another. The
 * networks and their training are in {@code io.permvi.inference.networks}; here are data, scores, pictures and commands.
 */
package io.permvi.examples.networks;
