/**
 * Heads of worms whose neurons are to be named: points with colors, the atlas of neurons, and how an atlas is learned from
 * named heads.
 */
package io.permvi.applications.heads;
