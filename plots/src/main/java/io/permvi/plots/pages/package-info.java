/**
 * Self-contained HTML pages: one file with its style, data, script and pictures inside, that a browser opens without a
 * server and without a network. One frame and one style for all; what is special to an application is its body and script.
 */
package io.permvi.plots.pages;
