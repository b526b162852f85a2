package io.permvi.site;

import java.util.List;

/**
 * A page of the documentation.
 *
 * @param file its name in the site
 * @param title its first heading
 * @param lead its first paragraph as plain words: what the reader gets
 * @param html its content
 * @param sections what is searched
 */
record Page(String file, String title, String lead, String html, List<Section> sections) {
    /**
     * What stands under a heading.
     *
     * @param anchor where in the page it is; empty for its top
     * @param heading its words
     * @param text plain words
     */
    record Section(String anchor, String heading, String text) {}
}
