package io.permvi.examples.basics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ten programs find what they say, and draw it. */
class BasicsTest {
    @TempDir
    private Path folder;

    private void assertDrawn(String... pictures) throws IOException {
        for (String picture : pictures) {
            assertTrue(ImageIO.read(folder.resolve(picture).toFile()).getWidth() > 400, picture);
        }
    }

    @Test
    void matching() throws IOException {
        // two pairs of centers lie so near that the exact posterior is undecided
        assertTrue(Matching.run(folder) >= 9);
        assertDrawn("matching.png");
    }

    @Test
    void shuffledRegression() throws IOException {
        assertTrue(ShuffledRegression.run(folder) >= 7);
        assertDrawn("shuffled-regression.png");
    }

    @Test
    void noisyOrdering() throws IOException {
        assertTrue(NoisyOrdering.run(folder) <= 0.3);
        assertDrawn("noisy-ordering.png");
    }

    @Test
    void graphMatching() throws IOException {
        assertEquals(25, GraphMatching.run(folder));
        assertDrawn("graph-matching.png");
    }

    @Test
    void ranking() throws IOException {
        assertTrue(Ranking.run(folder) <= 0.05);
        assertDrawn("ranking-places.png", "ranking-before.png");
    }

    @Test
    void partialMatching() throws IOException {
        assertTrue(PartialMatching.run(folder) >= 12);
        assertDrawn("partial-matching.png", "partial-candidates.png");
    }

    @Test
    void categoriesAndPermutation() throws IOException {
        assertTrue(CategoriesAndPermutation.run(folder) <= 0.1);
        assertDrawn("parcels.png", "kinds.png");
    }

    @Test
    void severalLatents() throws IOException {
        assertTrue(SeveralLatents.run(folder) >= 14);
        assertDrawn("several-latents.png");
    }

    @Test
    void ownRelaxation() throws IOException {
        assertTrue(OwnRelaxation.run(folder) >= 7);
        assertDrawn("own-relaxation.png");
    }

    @Test
    void saveAndCheck() throws IOException {
        assertEquals(0, SaveAndCheck.run(folder), 0.05);
        assertDrawn("save-and-check.png");
    }

    @Test
    void eachIsOneFileOfAtMostEightyLines() throws IOException {
        Path sources = Path.of("src/main/java/io/permvi/examples/basics");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                String source = Files.readString(file);
                long most = source.contains("Problem of(") ? 60 : 80;
                assertTrue(
                        source.lines().count() <= most || source.contains("final class Simulation"),
                        file + " is too long");
            }
        }
    }
}
