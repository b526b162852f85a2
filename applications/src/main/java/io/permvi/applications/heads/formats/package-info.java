/**
 * Heads in the files that laboratories have: told by their content, read with user's and automatic names kept apart, and
 * written again. Sizes in micrometers are taken from the file or asked for, never guessed.
 */
package io.permvi.applications.heads.formats;
