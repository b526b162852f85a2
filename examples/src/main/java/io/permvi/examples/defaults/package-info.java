/** Studies of the classical problems of {@code basics}: with default settings only, and by method and size. */
package io.permvi.examples.defaults;
