package io.permvi.examples.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointsCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int permvi(Object... arguments) {
        String[] texts =
                java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Main.run(texts, new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    /** 40 points, turned, reflected, shifted and shaken; five have no partner on either side. */
    @Test
    void findsAReflectedSetWithOutliers() throws IOException {
        Random random = new Random(5);
        StringBuilder source = new StringBuilder("x,y,label\n");
        StringBuilder target = new StringBuilder("label,y,x\n");
        for (int i = 0; i < 40; i++) {
            double x = 10 * random.nextGaussian();
            double y = 6 * random.nextGaussian();
            if (i >= 5) {
                source.append(x).append(',').append(y).append(",p").append(i).append('\n');
            }
            if (i < 35) {
                double u = -x * Math.cos(2) - y * Math.sin(2) + 30 + 0.05 * random.nextGaussian();
                double v = -x * Math.sin(2) + y * Math.cos(2) - 7 + 0.05 * random.nextGaussian();
                target.append('p')
                        .append(i)
                        .append(',')
                        .append(v)
                        .append(',')
                        .append(u)
                        .append('\n');
            }
        }
        Path a = Files.writeString(folder.resolve("a.csv"), source);
        Path b = Files.writeString(folder.resolve("b.csv"), target);
        Path out = folder.resolve("out");
        assertEquals(0, permvi("points", "--source", a, "--target", b, "--out", out), errors.toString());
        assertTrue(output.toString().contains("1.000 right"), output.toString());
        assertTrue(Files.readString(out.resolve("summary.json")).contains("\"reflects\": true"));
    }

    @Test
    void namesMistakes() throws IOException {
        Path flat = Files.writeString(folder.resolve("flat.csv"), "x,y\n1,2\n3,4\n5,7\n8,8\n");
        Path deep = Files.writeString(folder.resolve("deep.csv"), "x,y,z\n1,2,1\n3,4,1\n5,7,1\n8,8,2\n");
        Path few = Files.writeString(folder.resolve("few.csv"), "x,y\n1,2\n");
        Path out = folder.resolve("out");
        assertEquals(2, permvi("points", "--source", flat, "--target", deep, "--out", out));
        assertTrue(errors.toString().contains("3 coordinates"), errors.toString());
        assertEquals(2, permvi("points", "--source", few, "--target", flat, "--out", out));
        assertTrue(errors.toString().contains("needs at least 4 points, got 1"), errors.toString());
    }
}
