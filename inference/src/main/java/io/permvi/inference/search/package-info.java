/** Search and sampling by exchanges, for any density of matchings. */
package io.permvi.inference.search;
