/**
 * Loops that the library tunes for itself: row updates, fast exponentials, sparse products. Not for users: what these
 * classes promise may change in any version.
 */
package io.permvi.relaxations.linalg.internal;
