/** The synthetic matching study: how close each variational family comes to a posterior that can be enumerated. */
package io.permvi.examples.matching;
