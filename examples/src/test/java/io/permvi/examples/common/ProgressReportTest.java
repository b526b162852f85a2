package io.permvi.examples.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressReportTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesPlainLinesWhereNobodyWatches() {
        int threads = Thread.activeCount();
        try (ProgressReport report = ProgressReport.on(out, false, "fits", 2)) {
            report.update(1, "early");
            report.update(2, "done");
        }
        assertEquals("fits: 2 of 2, 0 s gone, done", text().trim());
        assertEquals(threads, Thread.activeCount());
    }

    @Test
    void redrawsOneLineOnATerminal() {
        try (ProgressReport report = ProgressReport.on(out, true, "fits", 2)) {
            report.update(2, "done");
        }
        assertTrue(text().startsWith("\r\u001b[K[##############################] fits: 2 of 2"), text());
        assertTrue(text().endsWith(System.lineSeparator()));
    }

    @Test
    void saysNothingOfNoWork() {
        try (ProgressReport report = ProgressReport.on(out, false, "study", 0)) {
            report.update(0, "done");
        }
        assertFalse(text().contains("NaN"));
        assertEquals("", text());
    }
}
