/** Matching two point sets under an unknown motion: files, registration. */
package io.permvi.applications.points;
