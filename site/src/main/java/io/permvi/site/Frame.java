package io.permvi.site;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What surrounds the content of every page: title, parts, search, and the pages before and after. */
final class Frame {
    private final String template;
    private final Navigation navigation;
    private final Map<String, Page> pages;
    private final boolean withApi;

    Frame(String template, Navigation navigation, Map<String, Page> pages, boolean withApi) {
        this.template = template;
        this.navigation = navigation;
        this.pages = pages;
        this.withApi = withApi;
    }

    /** The whole page of a name. */
    String around(String name) {
        Page page = pages.get(name);
        return template.replace("@title@", escaped(page.title()))
                .replace("@lead@", escaped(page.lead()))
                .replace("@parts@", parts(name))
                .replace("@neighbors@", neighbors(name))
                .replace("@content@", page.html());
    }

    private String parts(String here) {
        StringBuilder html = new StringBuilder();
        navigation.parts().forEach((part, names) -> {
            html.append("<details").append(names.contains(here) || here.equals("index") ? " open" : "");
            html.append("><summary>").append(escaped(part)).append("</summary>\n");
            for (String name : names) {
                html.append("<a href=\"").append(pages.get(name).file()).append('"');
                html.append(name.equals(here) ? " aria-current=\"page\"" : "").append('>');
                html.append(escaped(label(name))).append("</a>\n");
            }
            html.append("</details>\n");
        });
        return html.append(withApi ? "<a class=\"api\" href=\"api/index.html\">Javadoc</a>\n" : "")
                .toString();
    }

    private String label(String name) {
        String label =
                navigation.label(name).orElseGet(() -> pages.get(name).title().replaceAll(":.*", ""));
        return label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
    }

    private String neighbors(String here) {
        List<String> order = navigation.order();
        int at = order.indexOf(here);
        StringBuilder html = new StringBuilder();
        if (at > 0) {
            html.append(neighbor("before", order.get(at - 1), "\u2190 "));
        }
        if (at + 1 < order.size()) {
            html.append(neighbor("after", order.get(at + 1), "Next: "));
        }
        return html.toString();
    }

    private String neighbor(String kind, String name, String words) {
        Page page = pages.get(name);
        return "<a class=\"" + kind + "\" href=\"" + page.file() + "\">" + words + escaped(page.title()) + "</a>\n";
    }

    static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
