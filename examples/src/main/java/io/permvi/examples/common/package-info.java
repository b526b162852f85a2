/** What all programs share: tables in and out, progress, charts, and the one kind of error that is a user's mistake. */
package io.permvi.examples.common;
