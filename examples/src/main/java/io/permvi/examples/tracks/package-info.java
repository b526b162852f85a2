/** The program that links detections over time: commands, pictures and the page. */
package io.permvi.examples.tracks;
