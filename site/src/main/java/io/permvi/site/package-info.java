/** The documentation as static pages with search and Javadoc; no server is needed to read them. */
package io.permvi.site;
