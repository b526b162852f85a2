package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainArraysTest {
    private static final List<MatchingLatent> LATENTS =
            List.of(new MatchingLatent("a", SparsityPattern.where(2, 3, (i, j) -> true)), new MatchingLatent("b", 3));
    private static final List<Matching> FIRST = List.of(Matching.of(3, 2, 0), Matching.of(3, 0, 1, 2));
    private static final List<Matching> SECOND = List.of(Matching.of(3, 1, 2), Matching.of(3, 2, 1, 0));

    @TempDir
    private Path folder;

    private ArrayFile written(ArrayFile file) throws IOException {
        Path path = folder.resolve("chains");
        file.write(path);
        return ArrayFile.read(path, "test");
    }

    @Test
    void whatASamplerFoundIsReadWithTheSameBits() throws IOException {
        Draws draws = new Draws(LATENTS);
        draws.add(FIRST);
        draws.add(SECOND);
        draws.add(SECOND);
        var chains = new Diagnostics.Chains(
                List.of(List.of(-1.5, 1.0 / 3, -2.0, 0.1)),
                1,
                List.of(1.0, 1.4),
                List.of(0.1, 0.3),
                List.of(Double.NaN));
        ArrayFile file = new ArrayFile("test", "chains");
        ChainArrays.put(file, new ChainPosterior(draws, chains, FIRST, 1.0 / 3, SECOND), LATENTS);
        ChainPosterior read = ChainArrays.read(written(file), LATENTS);
        assertEquals(chains, read.diagnostics());
        assertEquals(FIRST, read.best());
        assertEquals(SECOND, read.last());
        assertEquals(1.0 / 3, read.bestLogDensity());
        assertEquals(3, read.values().size());
        for (int s = 0; s < 3; s++) {
            for (MatchingLatent latent : LATENTS) {
                assertArrayEquals(draws.places(s, latent), read.values().places(s, latent));
            }
        }
    }

    @Test
    void whatIsNoMatchingIsRefused() throws IOException {
        ArrayFile file = new ArrayFile("test", "chains");
        file.put("best.0", new double[] {0, 0}).put("best.1", new double[] {0, 1.5, 2});
        ArrayFile read = written(file);
        assertThrows(IllegalArgumentException.class, () -> ChainArrays.matchings(read, "best", LATENTS.subList(0, 1)));
        ArrayFile half = new ArrayFile("test", "chains").put("best.0", new double[] {0, 0.5});
        assertThrows(IllegalArgumentException.class, () -> ChainArrays.matchings(half, "best", LATENTS.subList(0, 1)));
        assertThrows(ArrayFileException.class, () -> ChainArrays.matchings(half, "last", LATENTS));
    }
}
