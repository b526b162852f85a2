/** Which cell is which neuron, from activity and connectome: collapsed dynamics, search, baselines, files. */
package io.permvi.applications.worms;
