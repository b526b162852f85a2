/** {@code permvi link} and its commands, pictures and page: which record of one file is which of another. */
package io.permvi.examples.link;
