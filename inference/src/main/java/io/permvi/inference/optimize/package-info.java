/** Optimizers and schedules. */
package io.permvi.inference.optimize;
