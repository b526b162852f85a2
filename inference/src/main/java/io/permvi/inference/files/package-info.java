/** What the library keeps on disk: named arrays of numbers, checked and written whole. */
package io.permvi.inference.files;
