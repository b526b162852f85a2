/**
 * Record linkage without labels: which record of one file is which of another, each at most once, with a probability.
 * Candidates, comparisons, the model that learns from them, decisions, review and files; no command and no picture.
 */
package io.permvi.applications.link;
