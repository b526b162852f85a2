/** The pictures of a posterior, callable from any program. */
package io.permvi.plots;
