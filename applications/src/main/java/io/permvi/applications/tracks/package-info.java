/** Detections over time linked into tracks, without labels, with a probability for every link. */
package io.permvi.applications.tracks;
