package io.permvi.examples.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that learn from digits, on images of 6 by 6 whose label is the brightness of their columns. */
class DigitProgramsTest {
    private static final int SIDE = 6;

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter error = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(output, true), new PrintWriter(error, true));
    }

    @BeforeEach
    void writeDigits() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        write("train", 200);
        write("t10k", 50);
    }

    private void write(String name, int count) throws IOException {
        SplittableRandom rng = new SplittableRandom(count);
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        DataOutputStream imageData = new DataOutputStream(images);
        DataOutputStream labelData = new DataOutputStream(labels);
        for (int number : new int[] {2051, count, SIDE, SIDE}) {
            imageData.writeInt(number);
        }
        labelData.writeInt(2049);
        labelData.writeInt(count);
        for (int k = 0; k < count; k++) {
            labelData.writeByte(k % 10);
            for (int p = 0; p < SIDE * SIDE; p++) {
                imageData.writeByte(p < 3 * (k % 10) ? 200 + rng.nextInt(50) : rng.nextInt(50));
            }
        }
        Files.write(folder.resolve("data").resolve(name + "-images-idx3-ubyte"), images.toByteArray());
        Files.write(folder.resolve("data").resolve(name + "-labels-idx1-ubyte"), labels.toByteArray());
    }

    @Test
    void networksLearnToSortImages() throws IOException {
        Path out = folder.resolve("out");
        String[] arguments = {
            "sort-images",
            "--data",
            folder.resolve("data").toString(),
            "--out",
            out.toString(),
            "--numbers",
            "3",
            "--maps",
            "soft_sort,soft_ranks,gumbel_sinkhorn",
            "--steps",
            "400",
            "--sets",
            "200"
        };
        assertEquals(0, run(arguments), error.toString());
        List<String> rows = Files.readAllLines(out.resolve("numbers.csv"));
        assertEquals(4, rows.size());
        for (String row : rows.subList(1, 4)) {
            assertTrue(Double.parseDouble(row.split(",")[2]) > 0.6, "guessing gets a sixth: " + row);
        }
        assertTrue(Files.size(out.resolve("learning-curves.png")) > 0);
        assertEquals(0, run(arguments), error.toString());
        assertTrue(output.toString().contains("Going on after 3 rows"));
    }

    @Test
    void codesAreWorthMoreAfterTraining() throws IOException {
        double[] last = new double[2];
        for (int k = 0; k < 2; k++) {
            Path out = folder.resolve("codes" + k);
            assertEquals(
                    0,
                    run(
                            "autoencoder",
                            "--data",
                            folder.resolve("data").toString(),
                            "--out",
                            out.toString(),
                            "--steps",
                            k == 0 ? "1" : "300",
                            "--hidden",
                            "16",
                            "--images",
                            "20",
                            "--draws",
                            "10"),
                    error.toString());
            List<String> rows = Files.readAllLines(out.resolve("codes.csv"));
            assertEquals(4, rows.size());
            for (String row : rows.subList(1, 4)) {
                String[] cells = row.split(",");
                assertTrue(
                        Double.parseDouble(cells[1]) <= Double.parseDouble(cells[2]),
                        "a mean of more draws bounds more: " + row);
                last[k] += Double.parseDouble(cells[2]);
            }
        }
        assertTrue(last[1] > last[0] + 10, last[0] + " nats before, " + last[1] + " after");
    }

    @Test
    void mistakesAreSaid() {
        assertEquals(2, run("sort-images", "--data", folder.toString()));
        assertTrue(error.toString().contains("holds no IDX files"), error.toString());
        assertEquals(2, run("autoencoder", "--data", folder.resolve("data").toString(), "--images", "51"));
        assertTrue(error.toString().contains("--images must be at most 50, got 51"), error.toString());
        assertEquals(2, run("sort-images", "--data", folder.resolve("data").toString(), "--numbers", "1"));
        assertTrue(error.toString().contains("--numbers"), error.toString());
    }
}
