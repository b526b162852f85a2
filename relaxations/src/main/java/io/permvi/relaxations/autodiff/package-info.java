/** Matrix-level reverse-mode differentiation, and the public gradient check. */
package io.permvi.relaxations.autodiff;
