/**
 * Tables and JSON in and out, for every application, and the one kind of error that is a mistake in a file or an
 * argument.
 */
package io.permvi.applications.files;
