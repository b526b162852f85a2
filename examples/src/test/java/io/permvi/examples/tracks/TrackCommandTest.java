package io.permvi.examples.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int permvi(Object... arguments) {
        String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Main.run(texts, new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void requireRefused(String sentence, Object... arguments) {
        assertEquals(2, permvi(arguments), errors.toString());
        assertTrue(errors.toString().contains(sentence), errors.toString());
    }

    @Test
    void simulatesEvaluatesAndShows() throws IOException {
        Path data = folder.resolve("data");
        assertEquals(0, permvi("track", "simulate", "--objects", 80, "--frames", 6, "--out", data), errors.toString());
        Path out = folder.resolve("out");
        int code = permvi(
                "track", "evaluate", data.resolve("spots.csv"), "--truth", data.resolve("truth.csv"), "--out", out);
        assertEquals(0, code, errors.toString());
        Matcher f1 = Pattern.compile("F1 (0\\.\\d+|1\\.0000)").matcher(output.toString());
        assertTrue(f1.find() && Double.parseDouble(f1.group(1)) > 0.85, output.toString());
        for (String name : List.of(
                "links.csv",
                "tracks.csv",
                "doubtful.csv",
                "track.json",
                "evaluation.json",
                "tracks.png",
                "flow.png",
                "lineages.png",
                "certainty.png",
                "reliability.png")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
        assertTrue(Files.readString(out.resolve("track.json")).contains("explain one another"), "no warning of rates");
        page(out.resolve("tracks.html"), out);
    }

    private void page(Path file, Path out) throws IOException {
        String text = Files.readString(file);
        assertFalse(text.contains("http:") || text.contains("https:"), "no network");
        try (WebClient browser = new WebClient(BrowserVersion.FIREFOX)) {
            HtmlPage page = browser.getPage(file.toUri().toURL());
            assertEquals("frame 0", page.getElementById("frame").getTextContent());
            HtmlInput slider = page.getHtmlElementById("time");
            assertEquals("5", slider.getAttribute("max"));
            int listed = Files.readAllLines(out.resolve("doubtful.csv")).size() - 1;
            assertEquals(listed, page.querySelectorAll("#doubtful tr").size());
            DomElement first = (DomElement) page.querySelector("#doubtful button");
            first.click();
            assertEquals(first.getTextContent(), page.getElementById("frame").getTextContent());
        }
    }

    @Test
    void readsAndWritesTrackMate() throws IOException {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<TrackMate version=\"6.0.2\"><Model>"
                + "<FeatureDeclarations><EdgeFeatures/></FeatureDeclarations><AllSpots nspots=\"80\">");
        for (int t = 0; t < 4; t++) {
            xml.append("<SpotsInFrame frame=\"").append(t).append("\">");
            for (int k = 0; k < 20; k++) {
                double x = 37 * k % 101 + 0.3 * t;
                double y = 53 * k % 97 + 0.2 * ((k + t) % 3);
                xml.append(String.format(
                        java.util.Locale.ROOT,
                        "<Spot ID=\"%d\" FRAME=\"%d\" POSITION_X=\"%f\" POSITION_Y=\"%f\" POSITION_Z=\"0\" QUALITY=\"%d\"/>",
                        100 * t + k,
                        t,
                        x,
                        y,
                        1 + k));
            }
            xml.append("</SpotsInFrame>");
        }
        xml.append("</AllSpots><AllTracks><Track TRACK_ID=\"90\"/></AllTracks></Model></TrackMate>\n");
        Path file = file("spots.xml", xml.toString());
        Path out = folder.resolve("out");
        assertEquals(0, permvi("track", file, "--features", "QUALITY", "--out", out), errors.toString());
        String back = Files.readString(out.resolve("tracks.xml"));
        assertTrue(back.contains("SPOT_SOURCE_ID=\"0\" SPOT_TARGET_ID=\"100\""), "a link is missing");
        assertTrue(
                back.contains("feature=\"LINK_PROBABILITY\"") && back.contains("LINK_PROBABILITY=\"1.0"),
                "no probability");
        assertFalse(back.contains("TRACK_ID=\"90\"/"), "the old track is still there");
        requireRefused("attribute AREA", "track", file, "--features", "AREA", "--out", out);
        requireRefused("<a>", "track", file("other.xml", "<a/>"), "--out", out);
        requireRefused("as XML", "track", file("broken.xml", "<a>"), "--out", out);
    }

    @Test
    void mistakesAreSaidInOneSentence() throws IOException {
        Path out = folder.resolve("out");
        requireRefused("track demo", "track", "--out", out);
        requireRefused("no such file", "track", folder.resolve("none.csv"), "--out", out);
        requireRefused("column 'y' is missing", "track", file("a.csv", "id,frame,x\n1,0,1\n"), "--out", out);
        requireRefused("two frames", "track", file("b.csv", "id,frame,x,y\n1,4,1,1\n2,4,2,2\n"), "--out", out);
        requireRefused(
                "id '1' is there already, in row 1",
                "track",
                file("c.csv", "id,frame,x,y\n1,0,1,1\n1,1,2,2\n"),
                "--out",
                out);
        requireRefused("column 'x'", "track", file("d.csv", "id,frame,x,y\n1,0,NaN,1\n2,1,2,2\n"), "--out", out);
        requireRefused("column 'frame'", "track", file("e.csv", "id,frame,x,y\n1,0.5,1,1\n2,1,2,2\n"), "--out", out);
        requireRefused("at one place", "track", file("f.csv", "id,frame,x,y\n1,0,3,3\n2,1,3,3\n"), "--out", out);
        requireRefused(
                "counted, not times", "track", file("g.csv", "id,frame,x,y\n1,0,3,3\n2,99999,4,3\n"), "--out", out);
        requireRefused(
                "column 'area' is missing",
                "track",
                file("h.csv", "id,frame,x,y\n1,0,3,3\n2,1,4,3\n"),
                "--features",
                "area",
                "--out",
                out);
        requireRefused(
                "--gap", "track", file("h.csv", "id,frame,x,y\n1,0,3,3\n2,1,4,3\n"), "--gap", "-1", "--out", out);
        requireRefused(
                "from and to, or id and track",
                "track",
                "evaluate",
                folder.resolve("h.csv"),
                "--truth",
                file("t.csv", "a,b\n1,2\n"),
                "--out",
                out);
        requireRefused(
                "later frame",
                "track",
                "evaluate",
                folder.resolve("h.csv"),
                "--truth",
                file("t.csv", "from,to\n2,1\n"),
                "--out",
                out);
        requireRefused(
                "must grow with the frame",
                "track",
                file("i.csv", "id,frame,time,x,y\n1,0,5,3,3\n2,1,4,4,3\n"),
                "--out",
                out);
        requireRefused("chance of detection", "track", "simulate", "--detected", "2", "--out", out);
    }

    @Test
    void framesOutOfOrderOrEmptyAreNoMistake() throws IOException {
        StringBuilder text = new StringBuilder("id,frame,x,y\n");
        for (int t : new int[] {6, 1, 0, 2, 4}) {
            for (int k = 0; k < 15; k++) {
                text.append(t)
                        .append('-')
                        .append(k)
                        .append(',')
                        .append(t)
                        .append(',')
                        .append(29 * k % 83)
                        .append(',')
                        .append(41 * k % 79 + 0.1 * t)
                        .append('\n');
            }
        }
        Path out = folder.resolve("out");
        assertEquals(0, permvi("track", file("spots.csv", text.toString()), "--out", out), errors.toString());
        assertTrue(errors.toString().contains("2 of 7 frames have no spot (3"), errors.toString());
        List<String> links = Files.readAllLines(out.resolve("links.csv"));
        assertTrue(links.stream().anyMatch(line -> line.startsWith("2-0,4-0,")), "no link over the empty frame");
    }
}
