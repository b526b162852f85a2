/**
 * Ways to a posterior under names: what a program or a study lists, chooses by name and runs. A program's own methods live
 * with it; what several have in common lives here.
 */
package io.permvi.inference.method;
