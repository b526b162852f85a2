package io.permvi.examples.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A person with a browser and no network: opens the page of a head, turns it, replaces a name, saves, and names again. */
class HeadPageBrowserTest {
    private static final List<Path> BROWSERS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final int LARGEST_PAGE = 3_000_000;

    @TempDir
    private static Path folder;

    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws IOException {
        Path binary = BROWSERS.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(
                binary != null && Files.isExecutable(DRIVER),
                "no browser: install the packages chromium and chromium-driver to test pages");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--use-angle=swiftshader",
                "--enable-unsafe-swiftshader",
                "--window-size=1400,900");
        Path downloads = Files.createDirectories(folder.resolve("downloads"));
        options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toString()));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        browser = new ChromeDriver(service, options);
        browser.manage().window().setSize(new Dimension(1400, 900));
        browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(5));
        browser.executeCdpCommand("Network.enable", Map.of());
        browser.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", true, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    private static void permvi(Object... arguments) {
        String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        StringWriter errors = new StringWriter();
        int code = Main.run(texts, new PrintWriter(new StringWriter()), new PrintWriter(errors, true));
        assertEquals(0, code, errors::toString);
    }

    private static String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    private static void press(CharSequence key) {
        new Actions(browser).sendKeys(key).perform();
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
        browser.get(page.toUri().toString());
        assertTrue(text("state").startsWith("0 of "), text("state"));

        String before = orientation();
        WebElement canvas = browser.findElement(By.cssSelector("#view canvas"));
        new Actions(browser).dragAndDropBy(canvas, 120, 40).perform();
        assertNotEquals(before, orientation(), "dragging turns the head");

        press("n");
        assertTrue(text("cell").contains("asked as number 1"), text("cell"));
        int point = Integer.parseInt(
                browser.findElement(By.cssSelector("tr.chosen")).getDomAttribute("data-point"));
        String name = lastCandidate(named.resolve("head02.csv"), point);
        browser.findElement(By.id("other")).sendKeys("NOBODY", Keys.ENTER);
        assertTrue(text("told").contains("the atlas has no neuron NOBODY"), text("told"));
        browser.findElement(By.id("other")).clear();
        browser.findElement(By.id("other")).sendKeys(name.toLowerCase(java.util.Locale.ROOT), Keys.ENTER);
        assertTrue(text("state").startsWith("1 of "), text("state"));
        press(Keys.ESCAPE);
        press("u");
        assertTrue(text("state").startsWith("0 of "), text("state"));
        browser.findElement(By.id("other")).sendKeys(name, Keys.ENTER);
        Files.write(Path.of("target", "head-page.png"), browser.getScreenshotAs(OutputType.BYTES));
        browser.findElement(By.id("save")).click();
        Path saved = downloaded("head02-known.csv");
        assertEquals(List.of("worm,point,neuron", "head02," + point + "," + name), Files.readAllLines(saved));
        assertEquals(List.of(), problems());

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
    }

    private static String orientation() {
        return String.valueOf(browser.executeScript("return permvi.view.turning.quaternion.toArray().join()"));
    }

    /** A name that another point does not have for certain. */
    private static String lastCandidate(Path table, int point) throws IOException {
        String[] row = Files.readAllLines(table).get(point).split(",", -1);
        return row[5].isEmpty() ? row[3] : row[5];
    }

    private static Path downloaded(String name) throws Exception {
        Path file = folder.resolve("downloads").resolve(name);
        for (int wait = 0; wait < 100 && !Files.exists(file); wait++) {
            Thread.sleep(100);
        }
        assertTrue(Files.exists(file), "the page saves " + name);
        return file;
    }

    /** What the page complained of. */
    private static List<String> problems() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("GPU stall") && !message.contains("swiftshader"))
                .toList();
    }
}
