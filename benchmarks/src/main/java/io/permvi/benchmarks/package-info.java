/** Micro-benchmarks of the kernels (JMH), and the Java side of the comparisons in the folder {@code compare}. */
package io.permvi.benchmarks;
