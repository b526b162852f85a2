/** {@code permvi heads}: learning an atlas of neurons from named heads, naming heads by it, and validating both. */
package io.permvi.examples.heads;
