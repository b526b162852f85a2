/** {@code permvi rankings} and its commands and pictures: from files of rankings to a consensus with probabilities. */
package io.permvi.examples.rankings;
