/** {@code permvi transport}: solve a transport problem from files, or study the gradients of transport. */
package io.permvi.examples.transport;
