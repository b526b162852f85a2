package io.permvi.examples.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.permvi.examples.Main;
import io.permvi.relaxations.random.DrawRandom;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network commands with tiny networks, and what they say to mistakes. */
class NetworkProgramsTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... words) {
        output.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.replace("@", folder + "/"));
        }
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    private void assertDone(String... words) {
        assertEquals(0, run(words), () -> errors + "\n" + output);
    }

    private void assertRefused(String reason, String... words) {
        assertEquals(2, run(words), () -> String.join(" ", words));
        assertTrue(errors.toString().contains(reason), errors.toString());
        assertFalse(errors.toString().contains("\tat "), errors.toString());
    }

    private void assertPicture(String name) throws IOException {
        assertTrue(ImageIO.read(folder.resolve(name).toFile()).getWidth() > 100, name);
    }

    @Test
    void sortingIsLearnedContinuedAndTested() throws IOException {
        String[] train = {
            "sort",
            "train",
            "--numbers",
            "6",
            "--steps",
            "150",
            "--rate",
            "0.01",
            "--model",
            "@s.network",
            "--out",
            "@s"
        };
        assertDone(train);
        assertPicture("s/learning-curve.png");
        assertEquals(
                151, Files.readAllLines(folder.resolve("s/learning-curve.csv")).size());
        byte[] network = Files.readAllBytes(folder.resolve("s.network"));
        assertDone(train);
        assertTrue(output.toString().contains("Going on from step 150 of 150"), output.toString());
        assertArrayEquals(network, Files.readAllBytes(folder.resolve("s.network")));
        assertDone("sort", "evaluate", "--model", "@s.network", "--out", "@e", "--sets", "200");
        List<String> rows = Files.readAllLines(folder.resolve("e/sorting.csv"));
        assertEquals(8, rows.size());
        assertTrue(rows.get(1).startsWith("\"U(0,1)\",200,0.0"), rows.get(1));
        train[6] = "--rate";
        train[7] = "0.02";
        assertRefused("was trained with rate = 0.01, not 0.02", train);
    }

    @Test
    void mistakesAroundNetworksAreOneSentence() throws IOException {
        assertRefused("no such file", "sort", "evaluate", "--model", "@none", "--out", "@o");
        Files.writeString(folder.resolve("text"), "hello\n");
        assertRefused("is not a permvi-network file", "sort", "evaluate", "--model", "@text", "--out", "@o");
        assertRefused("--numbers", "sort", "train", "--numbers", "1", "--model", "@m", "--out", "@o");
        assertRefused("--input", "sort", "train", "--input", "odd", "--model", "@m", "--out", "@o");
        assertRefused("--draws", "sort", "train", "--draws", "3", "--model", "@m", "--out", "@o");
        assertRefused("no such folder", "jigsaw", "train", "--data", "@none", "--model", "@m", "--out", "@o");
        Files.createDirectory(folder.resolve("empty"));
        assertRefused("photographs", "jigsaw", "train", "--data", "@empty", "--model", "@m", "--out", "@o");
        assertRefused("--grid", "jigsaw", "train", "--grid", "1", "--model", "@m", "--out", "@o");
        assertRefused("--batch", "jigsaw", "train", "--batch", "3", "--model", "@m", "--out", "@o");
        assertFalse(Files.exists(folder.resolve("m")));
    }

    @Test
    void damagedImagesAreRefused() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        byte[] short1 = {0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3};
        Files.write(data.resolve("train-images-idx3-ubyte"), short1);
        assertRefused("ends too early", "jigsaw", "train", "--data", "@data", "--model", "@m", "--out", "@o");
        Files.write(data.resolve("train-images-idx3-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 0});
        assertRefused("no IDX file", "jigsaw", "train", "--data", "@data", "--model", "@m", "--out", "@o");
    }

    @Test
    void puzzlesOfDrawnImagesAreLearnedTestedAndShown() throws IOException {
        assertDone("jigsaw", "train", "--grid", "2", "--steps", "60", "--model", "@j.network", "--out", "@j");
        assertDone("jigsaw", "evaluate", "--model", "@j.network", "--out", "@j", "--images", "100");
        List<String> rows = Files.readAllLines(folder.resolve("j/scores.csv"));
        double wrong = Double.parseDouble(rows.get(1).split(",")[2]);
        assertTrue(wrong < 0.5, "wrong " + wrong + "; guessing gives .75");
        assertDone("jigsaw", "show", "--model", "@j.network", "--out", "@j", "--images", "2");
        assertPicture("j/puzzles.png");
        assertPicture("j/scores.png");
        assertRefused("test images", "jigsaw", "show", "--model", "@j.network", "--out", "@j", "--first", "1999");
        assertRefused("not morph", "morph", "show", "--model", "@j.network", "--out", "@j");
    }

    @Test
    void squaredErrorAndNoiseTrainToo() {
        assertDone(
                "jigsaw",
                "train",
                "--grid",
                "2",
                "--steps",
                "5",
                "--judge",
                "pixels",
                "--noise",
                "0.5",
                "--seams",
                "true",
                "--model",
                "@p.network",
                "--out",
                "@p");
        assertDone(
                "sort",
                "train",
                "--numbers",
                "4",
                "--steps",
                "5",
                "--noise",
                "1",
                "--draws",
                "3",
                "--input",
                "raw",
                "--model",
                "@r.network",
                "--out",
                "@r");
    }

    @Test
    void morphingAndAmortizedMatchingRunWithoutData() throws IOException {
        assertDone("morph", "train", "--grid", "7", "--steps", "5", "--model", "@m.network", "--out", "@m");
        assertDone("morph", "show", "--model", "@m.network", "--out", "@m", "--images", "2");
        assertPicture("m/morph.png");
        assertPicture("m/morph-soft.png");
        assertDone("amortize", "--steps", "20", "--problems", "1", "--model", "@a.network", "--out", "@a");
        assertPicture("a/gaps.png");
        assertEquals(5, Files.readAllLines(folder.resolve("a/gaps.csv")).size());
    }

    @Test
    void theDigitsAreThere() {
        String data = System.getenv("PERMVI_DATA");
        assumeTrue(
                data != null && Files.isDirectory(Path.of(data, "mnist")),
                "PERMVI_DATA names no folder with mnist in it");
        MnistImages digits = MnistImages.read(Path.of(data, "mnist"));
        assertEquals(28, digits.format().size());
        assertEquals(8000, digits.testCount());
        double[] pixels = new double[digits.length()];
        assertEquals(7, digits.test(0, pixels));
        assertEquals(2, digits.test(1, pixels));
        int label = digits.draw(DrawRandom.of(1, 0, 0), pixels);
        assertTrue(label >= 0 && label <= 9);
    }

    private void writePhotographs(String name, int shade) throws IOException {
        Path photographs = Files.createDirectories(folder.resolve(name));
        for (int k = 0; k < 3; k++) {
            var image = new java.awt.image.BufferedImage(64, 64, java.awt.image.BufferedImage.TYPE_INT_RGB);
            for (int at = 0; at < 64 * 64; at++) {
                image.setRGB(at % 64, at / 64, shade * (at % 64) + k * at);
            }
            ImageIO.write(image, "png", photographs.resolve("p" + k + ".PNG").toFile());
        }
        Files.writeString(photographs.resolve("._p0.png"), "no picture");
    }

    private String[] jigsawOf(String photographs) {
        return new String[] {
            "jigsaw",
            "train",
            "--data",
            photographs,
            "--grid",
            "2",
            "--steps",
            "2",
            "--width",
            "8",
            "--rank",
            "4",
            "--rounds",
            "1",
            "--model",
            "@data.network",
            "--out",
            "@data"
        };
    }

    @Test
    void settingsChangedOrOtherImagesAreNotTrainedOn() throws IOException {
        writePhotographs("a", 3);
        writePhotographs("b", 5);
        assertDone(jigsawOf("@a"));
        assertDone(jigsawOf("@a"));
        assertTrue(output.toString().contains("Going on from step 2 of 2"), output.toString());
        assertRefused("was trained with data = ", jigsawOf("@b"));
        Path other = Files.writeString(folder.resolve("notes.txt"), "no network");
        assertRefused(
                "notes.txt", "sort", "train", "--steps", "1", "--restart", "--model", "@notes.txt", "--out", "@s");
        assertEquals("no network", Files.readString(other));
    }
}
