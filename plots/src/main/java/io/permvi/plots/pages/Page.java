package io.permvi.plots.pages;

import io.permvi.plots.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * An HTML page in one file. The frame brings title, style and a bar for buttons; the script finds the data as {@code
 * permvi.data} and helpers to make elements and to save a table ({@code permvi.element}, {@code permvi.saveCsv}).
 *
 * @param title of the page, plain text
 * @param lead one sentence below the title, plain text
 * @param data as JSON
 * @param body HTML within the frame
 * @param script JavaScript that runs when the page is there
 */
public record Page(String title, String lead, String data, String body, String script) {

    private static final Pattern PLACE = Pattern.compile("@(\\w+)@");

    /** A page of a title and one sentence, empty otherwise. */
    public static Page of(String title, String lead) {
        return new Page(title, lead, "null", "", "");
    }

    /** The same with data, as JSON. */
    public Page withData(String json) {
        return new Page(title, lead, json, body, script);
    }

    /** The same with more HTML at the end of the body. */
    public Page withBody(String html) {
        return new Page(title, lead, data, body + html, script);
    }

    /** The same with more JavaScript at the end. */
    public Page withScript(String javaScript) {
        return new Page(title, lead, data, body, script + javaScript);
    }

    /** The same with a picture at the end of the body. */
    public Page withPicture(Picture picture, String description) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture.image(), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture cannot be encoded: " + e.getMessage(), e);
        }
        return withBody("<img width=\"" + picture.width() + "\" alt=\"" + escape(description)
                + "\" src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray()) + "\">\n");
    }

    /**
     * The same with a library in front of the script, inlined, under a name of its own.
     *
     * @param name of the variable that holds what the library exports
     * @param path within the web jars, like {@code three/0.181.1/build/three.cjs}; a module of the kind that Node loads
     * @throws IllegalArgumentException when no such library is on the class path
     */
    public Page withLibrary(String name, String path) {
        String source =
                resource(Page.class, "/META-INF/resources/webjars/" + path).replace("</script", "<\\/script");
        String library =
                "const " + name + " = (() => {\nconst module = { exports: {} };\nconst exports = module.exports;\n"
                        + source + "\nreturn module.exports;\n})();\n";
        return new Page(title, lead, data, body, library + script);
    }

    /** A resource next to a class, as text in UTF-8. */
    public static String resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + " beside " + beside.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Text as it stands in HTML. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** The whole file. */
    public String html() {
        // places are filled from left to right, so what is put in is never taken for a place of the frame
        Map<String, String> parts = Map.of(
                "title", escape(title),
                "style", resource(Page.class, "page.css"),
                "lead", escape(lead),
                "body", body,
                "data", data.replace("<", "\\u003c"),
                "helpers", resource(Page.class, "page.js"),
                "script", script);
        return PLACE.matcher(resource(Page.class, "page.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    /**
     * Writes the file, first under a temporary name in the same folder.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public void save(Path file) {
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, html());
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("page " + file + " cannot be written: " + e.getMessage(), e);
        } finally {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                // a hidden file stays; there is worse to tell
            }
        }
    }
}
