package io.permvi.examples.common;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A real browser without a network, for tests of pages; where none is installed the tests are skipped. */
public final class OfflineBrowser implements AutoCloseable {
    private static final List<Path> BROWSERS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final Path FONTS = Path.of("/usr/share/fonts");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;
    private final Path downloads;

    /** @param folder where what pages save is put, in a folder of its own */
    public OfflineBrowser(Path folder) throws IOException {
        Path binary = BROWSERS.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(
                binary != null && Files.isExecutable(DRIVER),
                "no browser: install the packages chromium and chromium-driver to test pages");
        assumeTrue(hasFonts(), "no font, without which the browser ends at the first word on a canvas");
        downloads = Files.createDirectories(folder.resolve("downloads"));
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--use-angle=swiftshader",
                "--enable-unsafe-swiftshader",
                "--window-size=1400,900");
        options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toString()));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1400, 900));
        driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(5));
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", true, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    private static boolean hasFonts() throws IOException {
        if (!Files.isDirectory(FONTS)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(FONTS)) {
            return files.anyMatch(file -> file.toString().matches(".*\\.(?:ttf|ttc|otf)"));
        }
    }

    /** The browser's own interface. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Opens a page. */
    public void open(Path page) {
        driver.get(page.toUri().toString());
    }

    /** The text of an element. */
    public String text(String id) {
        return driver.findElement(By.id(id)).getText();
    }

    /** The first element of a selector. */
    public WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** Presses a key, wherever the focus is. */
    public void press(CharSequence key) {
        new Actions(driver).sendKeys(key).perform();
    }

    /** Keeps what is seen for a person, below target. */
    public void screenshot(String name) throws IOException {
        Files.write(Path.of("target", name), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** A file that the page saved. */
    public Path downloaded(String name) throws InterruptedException {
        Path file = downloads.resolve(name);
        for (int wait = 0; wait < 100 && !Files.exists(file); wait++) {
            Thread.sleep(100);
        }
        assertTrue(Files.exists(file), "the page saves " + name);
        return file;
    }

    /** What the page complained of. */
    public List<String> problems() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("GPU stall") && !message.contains("swiftshader"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
