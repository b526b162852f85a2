package io.permvi.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The site of this project has every page, no dead link and a search that works from a disk; mistakes in pages are
 * refused.
 */
class SiteTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private static Path site;

    @TempDir
    private Path folder;

    @BeforeAll
    static void build() throws IOException {
        // a dead link or a picture without a text would end it
        Site.build(ROOT, site, false);
    }

    @Test
    void everyPageOfTheDocumentationIsThere() throws IOException {
        try (Stream<Path> sources = Files.list(ROOT.resolve("docs"))) {
            for (Path source :
                    sources.filter(each -> each.toString().endsWith(".md")).toList()) {
                String name =
                        source.getFileName().toString().replace(".md", ".html").replace("README", "index");
                assertTrue(Files.exists(site.resolve(name)), name);
            }
        }
    }

    @Test
    void thePartsAreThoseThatAReaderLooksFor() throws IOException {
        String index = Files.readString(site.resolve("index.html"));
        for (String part : List.of(
                "Start",
                "Tutorials",
                "Which method when",
                "Gallery",
                "Methods",
                "Extend",
                "Results",
                "Benchmarks",
                "Glossary")) {
            assertTrue(index.contains("<summary>" + part + "</summary>"), part);
        }
    }

    @Test
    void everyPageBeginsWithWhatTheReaderGets() throws IOException {
        try (Stream<Path> pages = Files.list(site)) {
            for (Path page :
                    pages.filter(each -> each.toString().endsWith(".html")).toList()) {
                String html = Files.readString(page);
                int heading = html.indexOf("</h1>");
                assertTrue(heading > 0, page + " has no title");
                assertTrue(html.substring(heading + 5).strip().startsWith("<p>"), page + " begins with no sentence");
                assertFalse(html.contains("name=\"description\" content=\"\""), page + " begins with no sentence");
            }
        }
    }

    @Test
    void searchFindsAPageFromTheDisk() throws IOException {
        try (WebClient browser = new WebClient()) {
            browser.getOptions().setCssEnabled(false);
            HtmlPage page = browser.getPage(site.resolve("index.html").toUri().toURL());
            HtmlInput box = (HtmlInput) page.getElementById("query");
            box.type("mallows");
            HtmlAnchor hit = (HtmlAnchor) page.getElementById("hits").getFirstElementChild();
            assertTrue(hit.getTextContent().toLowerCase().contains("mallows"), hit.getTextContent());
            HtmlPage found = hit.click();
            assertTrue(found.asNormalizedText().contains("Mallows"));
            page = browser.getPage(site.resolve("start.html").toUri().toURL());
            ((HtmlInput) page.getElementById("query")).type("qqqq");
            assertEquals(
                    "Nothing has all these words.", page.getElementById("hits").getTextContent());
        }
    }

    private Path project(String page) throws IOException {
        Path root = Files.createDirectories(folder.resolve("project"));
        Files.createDirectories(root.resolve("docs/images"));
        Files.writeString(root.resolve("docs/README.md"), "# Index\n\nAll.\n\n## Start\n\n- [one](one.md)\n");
        Files.writeString(root.resolve("docs/one.md"), page);
        Files.writeString(root.resolve("docs/two.md"), "# Two\n\nAnother, which the index does not list.\n");
        for (String name : List.of("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")) {
            Files.writeString(root.resolve(name), "# " + name + "\n\nWords.\n");
        }
        return root;
    }

    private String made(String page) throws IOException {
        Site.build(project(page), folder.resolve("out"), false);
        return Files.readString(folder.resolve("out/one.html"));
    }

    @Test
    void takesPagesThatTheIndexDoesNotList() throws IOException {
        String page = made("# One\n\nWords.\n");
        assertTrue(page.contains("<summary>More</summary>"), page);
        assertTrue(page.contains("href=\"two.html\""), page);
    }

    @Test
    void saysWhichCommandsWereRun() throws IOException {
        Path root =
                project("# One\n\nWords.\n\n```sh\npermvi info   # what it runs on\n```\n\n    permvi sort train\n");
        Files.writeString(root.resolve("docs/commands.tsv"), "0.7\tpermvi info\n");
        Site.build(root, folder.resolve("out"), false);
        String page = Files.readString(folder.resolve("out/one.html"));
        assertTrue(page.contains("<p class=\"run\">Ran in 1 s.</p>"), page);
        assertTrue(page.contains("<p class=\"run\">Not run by a test.</p>"), page);
    }

    @Test
    void keepsOptionsOnOneLine() throws IOException {
        String page = made("# One\n\nStart it by `mvn -q -Da=<b> compile`, not `a-b`.\n");
        assertTrue(page.contains("<code>mvn <span>-q</span> <span>-Da=&lt;b&gt;</span> compile</code>"), page);
        assertTrue(page.contains("<code>a-b</code>"), page);
    }

    @Test
    void refusesDeadLinksAnchorsAndPicturesWithoutWords() {
        for (String page : List.of(
                "# One\n\n[away](away.md)\n",
                "# One\n\n[below](#below)\n",
                "# One\n\n[other](two.md#nowhere)\n",
                "# One\n\n![a picture](images/none.png)\n")) {
            var failure = assertThrows(IllegalStateException.class, () -> made(page), page);
            assertTrue(failure.getMessage().contains("one.html -> "), failure.getMessage());
        }
        var failure = assertThrows(IllegalArgumentException.class, () -> made("# One\n\n![](images/x.png)\n"));
        assertTrue(failure.getMessage().contains("has no text"), failure.getMessage());
        failure = assertThrows(IllegalArgumentException.class, () -> made("Words without a heading.\n"));
        assertTrue(failure.getMessage().contains("must begin with a heading"), failure.getMessage());
    }

    @Test
    void linksNamesOfTypesToTheirPages() throws IOException {
        Path sources = Files.createDirectories(folder.resolve("src/a"));
        Files.writeString(sources.resolve("Thing.java"), "package a;\npublic record Thing() {}\n");
        Files.writeString(sources.resolve("Hidden.java"), "package a;\nrecord Hidden() {}\n");
        ApiTypes types = ApiTypes.of(List.of(folder.resolve("src")));
        assertEquals("api/a/Thing.html", types.page("new Thing()").orElseThrow());
        assertTrue(types.page("Hidden").isEmpty());
        assertTrue(types.page("thing").isEmpty());
    }
}
