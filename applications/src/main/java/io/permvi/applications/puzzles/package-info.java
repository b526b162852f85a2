/** Jigsaw puzzles solved by Sinkhorn networks: pieces, edges, scores. */
package io.permvi.applications.puzzles;
