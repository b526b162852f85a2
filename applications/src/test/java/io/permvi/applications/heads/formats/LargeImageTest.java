package io.permvi.applications.heads.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image of ten gigabytes of which only the chunks about the cells are there: nothing else may be read or made. */
class LargeImageTest {
    private static final long[] SMALL = {60, 40, 12, 6};
    private static final long[] LARGE = {6000, 4000, 35, 6};
    private static final long LIMIT = 300L << 20;

    @TempDir
    private Path folder;

    @Test
    void onlyTheChunksAboutTheCellsAreRead() throws IOException {
        String data = System.getenv("PERMVI_DATA");
        Path small = Path.of(data == null ? "" : data, "celegans", "formats", "nwb-fixtures", "wormid-flat-labels.nwb");
        Assumptions.assumeTrue(
                data != null && Files.exists(small), "PERMVI_DATA names no folder with celegans/formats in it");
        byte[] bytes = Files.readAllBytes(small);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int patched = 0;
        for (int at = 0; at + 8 * SMALL.length <= bytes.length; at++) {
            if (holds(buffer, at)) {
                for (int d = 0; d < LARGE.length; d++) {
                    buffer.putLong(at + 8 * d, LARGE[d]);
                }
                patched++;
            }
        }
        assertTrue(patched > 0, "the extent of the image is in the file");
        Path large = Files.write(folder.resolve("large.nwb"), bytes);
        PrintWriter warnings = new PrintWriter(new StringWriter());
        HeadCells expected = HeadFormat.read(small, Spacing.UNKNOWN, warnings);
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        HeadCells actual = HeadFormat.read(large, Spacing.UNKNOWN, warnings);
        long used = thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        // all that was ever made, so at no time more
        assertTrue(used < LIMIT, used + " bytes");
        int n = expected.cells().size();
        assertEquals(n, actual.cells().size());
        for (int i = 0; i < n; i++) {
            double[] position = expected.cells().get(i).position();
            assertEquals(position[0], actual.cells().get(i).position()[0]);
            assertEquals(3, actual.cells().get(i).color().length);
        }
        // away from the old edge the patches are the same
        assertEquals(expected.cells().get(1).color()[0], actual.cells().get(1).color()[0]);
    }

    private static boolean holds(ByteBuffer buffer, int at) {
        for (int d = 0; d < SMALL.length; d++) {
            if (buffer.getLong(at + 8 * d) != SMALL[d]) {
                return false;
            }
        }
        return true;
    }
}
