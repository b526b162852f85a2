/** Naming the neurons of simulated worms from their activity: simulate, identify, and a demonstration of both. */
package io.permvi.examples.worms;
