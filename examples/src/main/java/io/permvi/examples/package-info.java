/** The command line {@code permvi} and its programs. */
package io.permvi.examples;
