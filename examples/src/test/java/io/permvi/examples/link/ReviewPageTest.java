package io.permvi.examples.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.link.FieldMap;
import io.permvi.applications.link.Labels;
import io.permvi.applications.link.LinkResult;
import io.permvi.applications.link.LinkSettings;
import io.permvi.applications.link.Linkage;
import io.permvi.applications.link.PersonSimulation;
import io.permvi.applications.link.Records;
import io.permvi.applications.link.Review;
import io.permvi.examples.common.OfflineBrowser;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser: pairs are shown, judged and saved. */
class ReviewPageTest {
    @TempDir
    private Path folder;

    private static LinkResult linked() {
        PersonSimulation.Files files = PersonSimulation.of(150).simulate(DrawRandom.of(2, 0, 0));
        List<List<String>> cells = new ArrayList<>(files.a().cells());
        List<String> names = new ArrayList<>(cells.get(0));
        // text that must not be taken for HTML or for the end of the data
        names.replaceAll(name -> name + "</script><b>&");
        cells.set(0, names);
        Records a = new Records("A", files.a().ids(), files.a().columns(), cells);
        try (Workers workers = new Workers(1)) {
            return Linkage.link(
                    a,
                    files.b(),
                    FieldMap.of(a, files.b(), Map.of()),
                    Labels.none(),
                    LinkSettings.withDefaults(),
                    workers);
        }
    }

    @Test
    void pairsAreJudgedAndSaved() throws IOException {
        LinkResult result = linked();
        int[] pairs = Review.list(result, 5);
        Path file = folder.resolve("review.html");
        ReviewPage.of(result, pairs).save(file);
        try (WebClient browser = new WebClient(BrowserVersion.FIREFOX)) {
            HtmlPage page = browser.getPage(file.toUri().toURL());
            List<DomNode> cards = List.copyOf(page.querySelectorAll("section.card"));
            assertEquals(5, cards.size());
            assertTrue(cards.get(0).getTextContent().contains("</script><b>&"));
            ((DomElement) cards.get(0).querySelector("button.yes")).click();
            ((DomElement) cards.get(2).querySelector("button.no")).click();
            ((DomElement) cards.get(3).querySelector("button.no")).click();
            ((DomElement) cards.get(3).querySelector("button.no")).click();
            assertTrue(page.getElementById("state").getTextContent().startsWith("2 of 5 pairs judged"));
            page.executeJavaScript("permvi.saveCsv = (name, rows) => { window.saved = name + JSON.stringify(rows); };");
            page.getElementById("save").click();
            String saved =
                    page.executeJavaScript("window.saved").getJavaScriptResult().toString();
            assertEquals(
                    "answers.csv[[\"a\",\"b\",\"link\"]," + row(result, pairs[0], "yes") + ","
                            + row(result, pairs[2], "no") + "]",
                    saved);
        }
    }

    @Test
    void aRealBrowserSavesWhatWasAnsweredByKeyAndButton() throws Exception {
        LinkResult result = linked();
        int[] pairs = Review.list(result, 4);
        Path file = folder.resolve("review.html");
        ReviewPage.of(result, pairs).save(file);
        try (OfflineBrowser browser = new OfflineBrowser(folder)) {
            browser.open(file);
            assertTrue(browser.text("state").startsWith("0 of 4 pairs judged"), browser.text("state"));
            browser.element("section.card").sendKeys("y");
            // the key goes on to the next pair
            browser.press("n");
            browser.element("section.card:nth-of-type(4) button.no").click();
            assertTrue(browser.text("state").startsWith("3 of 4 pairs judged"), browser.text("state"));
            browser.screenshot("review-page.png");
            browser.element("#save").click();
            Path saved = browser.downloaded("answers.csv");
            assertEquals(List.of(), browser.problems());
            Labels labels = Labels.read(saved, result.a(), result.b());
            assertEquals(List.of(true, false, false), labels.links());
            assertEquals(
                    List.of(pairs[0], pairs[1], pairs[3]),
                    labels.pairs().stream()
                            .map(pair -> result.scores().pair(pair[0], pair[1]))
                            .toList());
        }
    }

    private static String row(LinkResult result, int pair, String answer) {
        return "[\"" + result.a().ids().get(result.scores().row(pair)) + "\",\""
                + result.b().ids().get(result.scores().column(pair)) + "\",\"" + answer + "\"]";
    }
}
