/** Maps from one score an item to relaxed orders of the items: place 0 is that of the largest score. */
package io.permvi.relaxations.sorting;
