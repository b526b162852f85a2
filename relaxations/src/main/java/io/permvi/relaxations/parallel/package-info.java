/** Worker threads that share a loop. */
package io.permvi.relaxations.parallel;
