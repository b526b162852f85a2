package io.permvi.examples.polytopes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolytopesCommandTest {
    @TempDir
    private Path folder;

    private int run(String... args) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return Main.run(args, nowhere, nowhere);
    }

    @Test
    void writesPointsAndThePicture() throws IOException {
        assertEquals(0, run("polytopes", "--out", folder.toString(), "--points", "20"));
        List<String> lines = Files.readAllLines(folder.resolve("polytopes.csv"));
        assertEquals(1 + 5 * 3 * 20, lines.size());
        assertTrue(Files.exists(folder.resolve("polytopes.png")));
        assertEquals(2, run("polytopes", "--out", folder.toString(), "--points", "0"));
    }

    @Test
    void lowTemperaturesLieAtCornersAndTheOthersInside() {
        for (PolytopeFamily family : PolytopeFamily.values()) {
            double[][] plane = family.draw(0.01, 50, new SplittableRandom(1));
            int atCorner = 0;
            for (int s = 0; s < 50; s++) {
                atCorner += Math.abs(Math.hypot(plane[0][s], plane[1][s]) - 1) < 0.05 ? 1 : 0;
            }
            // Sinkhorn stops before two nearly equal matchings part
            assertTrue(atCorner >= 35, family.title() + ": " + atCorner);
            double[][] smooth = family.draw(1, 50, new SplittableRandom(2));
            for (int s = 0; s < 50 && !family.leavesThePolytope(); s++) {
                assertTrue(Math.hypot(smooth[0][s], smooth[1][s]) <= 1, family.title());
            }
        }
    }
}
