/** Named streams of random numbers, the same for any number of threads. */
package io.permvi.relaxations.random;
