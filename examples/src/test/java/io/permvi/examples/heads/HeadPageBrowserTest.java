package io.permvi.examples.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import io.permvi.examples.common.OfflineBrowser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** A person with a browser and no network: opens the page of a head, turns it, replaces a name, saves, and names again. */
class HeadPageBrowserTest {
    private static final int LARGEST_PAGE = 3_000_000;

    @TempDir
    private static Path folder;

    private static OfflineBrowser browser;

    @BeforeAll
    static void open() throws IOException {
        browser = new OfflineBrowser(folder);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void permvi(Object... arguments) {
        String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        StringWriter errors = new StringWriter();
        int code = Main.run(texts, new PrintWriter(new StringWriter()), new PrintWriter(errors, true));
        assertEquals(0, code, errors::toString);
    }

    @Test
    void aNameReplacedOnThePageIsKnownToTheNextRun() throws Exception {
        Path heads = folder.resolve("heads");
        Path atlas = folder.resolve("atlas.json");
        permvi("heads", "simulate", "--out", heads, "--heads", 6);
        permvi("heads", "learn", "--worms", heads, "--out", atlas);
        Path head = heads.resolve("head02.csv");
        Path named = folder.resolve("named");
        permvi("heads", "name", "--atlas", atlas, "--in", head, "--out", named, "--no-pictures");
        Path page = named.resolve("head02.html");
        assertTrue(Files.size(page) < LARGEST_PAGE, Files.size(page) + " bytes");
        browser.open(page);
        assertTrue(browser.text("state").startsWith("0 of "), browser.text("state"));

        String before = orientation();
        WebElement canvas = browser.element("#view canvas");
        new Actions(browser.driver()).dragAndDropBy(canvas, 120, 40).perform();
        assertNotEquals(before, orientation(), "dragging turns the head");

        browser.press("n");
        assertTrue(browser.text("cell").contains("asked as number 1"), browser.text("cell"));
        int point = Integer.parseInt(browser.element("tr.chosen").getDomAttribute("data-point"));
        String name = lastCandidate(named.resolve("head02.csv"), point);
        browser.element("#other").sendKeys("NOBODY", Keys.ENTER);
        assertTrue(browser.text("told").contains("the atlas has no neuron NOBODY"), browser.text("told"));
        browser.element("#other").clear();
        browser.element("#other").sendKeys(name.toLowerCase(java.util.Locale.ROOT), Keys.ENTER);
        assertTrue(browser.text("state").startsWith("1 of "), browser.text("state"));
        browser.press(Keys.ESCAPE);
        browser.press("u");
        assertTrue(browser.text("state").startsWith("0 of "), browser.text("state"));
        browser.element("#other").sendKeys(name, Keys.ENTER);
        browser.screenshot("head-page.png");
        browser.element("#save").click();
        Path saved = browser.downloaded("head02-known.csv");
        assertEquals(List.of("worm,point,neuron", "head02," + point + "," + name), Files.readAllLines(saved));
        assertEquals(List.of(), browser.problems());

        Path again = folder.resolve("again");
        permvi(
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                head,
                "--out",
                again,
                "--known",
                saved,
                "--no-pictures",
                "--no-pages");
        String[] row =
                Files.readAllLines(again.resolve("head02.csv")).get(point).split(",", -1);
        assertEquals(name, row[1]);
        assertEquals("1", row[8]);
        theTableServesWhereNothingIsDrawn(page);
    }

    private static void theTableServesWhereNothingIsDrawn(Path page) throws IOException {
        Path flat = page.resolveSibling("flat.html");
        String without = "<script>HTMLCanvasElement.prototype.getContext = () => null;</script>";
        Files.writeString(flat, Files.readString(page).replaceFirst("<script", without + "<script"));
        browser.open(flat);
        assertTrue(browser.text("flat").contains("no WebGL"), browser.text("flat"));
        browser.press("n");
        assertTrue(browser.text("cell").contains("asked as number 1"), browser.text("cell"));
    }

    private static String orientation() {
        return String.valueOf(browser.driver().executeScript("return permvi.view.turning.quaternion.toArray().join()"));
    }

    /** A name that another point does not have for certain. */
    private static String lastCandidate(Path table, int point) throws IOException {
        String[] row = Files.readAllLines(table).get(point).split(",", -1);
        return row[5].isEmpty() ? row[3] : row[5];
    }
}
