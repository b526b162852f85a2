package io.permvi.applications.worms;

import io.permvi.applications.files.Checkpoint;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.posterior.ChainArrays;
import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.PointEstimate;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Matching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The parts of an identification that are done, each in a file of a folder until all is done: graph matchings, searches
 * and samplings. Every part draws from a random stream of its own, so that an identification that was stopped goes on
 * without those, to the same bits. May be shared by threads that are at different parts.
 */
public final class FinishedParts {
    /** Keeps nothing. */
    public static final FinishedParts NONE = new FinishedParts(Optional.empty(), "", "");

    private static final String BEST = "best";
    private static final String LOG_DENSITY = "logDensity";

    private final Optional<Path> folder;
    private final String fingerprint;
    private final String prefix;

    private FinishedParts(Optional<Path> folder, String fingerprint, String prefix) {
        this.folder = folder;
        this.fingerprint = fingerprint;
        this.prefix = prefix;
    }

    /**
     * Those in a folder, which is made when the first part is done.
     *
     * @param folder of nothing else
     * @param fingerprint of inputs, settings and seed; parts with another one are not used
     */
    public static FinishedParts in(Path folder, String fingerprint) {
        return new FinishedParts(Optional.of(folder), fingerprint, "");
    }

    /** Those of a stage, whose names do not meet those of others. */
    FinishedParts of(String stage) {
        return new FinishedParts(folder, fingerprint, prefix + stage + ".");
    }

    /** The matching of a latent. */
    Matching matching(String part, MatchingLatent latent, Supplier<Matching> work) {
        return matchings(part, List.of(latent), () -> List.of(work.get())).get(0);
    }

    /** One matching of each latent. */
    List<Matching> matchings(String part, List<MatchingLatent> latents, Supplier<List<Matching>> work) {
        return part(
                part,
                work,
                (file, found) -> ChainArrays.putMatchings(file, BEST, found),
                file -> ChainArrays.matchings(file, BEST, latents));
    }

    /** The best that a search found, one matching of each latent. */
    record Best(List<Matching> names, double logDensity) {}

    /** What a search found. */
    Best search(String part, List<MatchingLatent> latents, Supplier<PointEstimate> work) {
        return part(
                part,
                () -> {
                    PointEstimate found = work.get();
                    return new Best(found.best(), found.bestLogDensity());
                },
                (file, best) -> {
                    ChainArrays.putMatchings(file, BEST, best.names);
                    file.put(LOG_DENSITY, new double[] {best.logDensity});
                },
                file -> new Best(ChainArrays.matchings(file, BEST, latents), file.array(LOG_DENSITY)[0]));
    }

    /** What a sampler found. */
    ChainPosterior sampling(String part, List<MatchingLatent> latents, Supplier<ChainPosterior> work) {
        return part(
                part,
                work,
                (file, found) -> ChainArrays.put(file, found, latents),
                file -> ChainArrays.read(file, latents));
    }

    private <T> T part(String part, Supplier<T> work, BiConsumer<ArrayFile, T> content, Checkpoint.Reader<T> reader) {
        if (folder.isEmpty()) {
            return work.get();
        }
        Checkpoint kept = new Checkpoint(OutputFolder.at(folder.get()), prefix + part, fingerprint);
        return kept.read(reader).orElseGet(() -> {
            T found = work.get();
            kept.write(file -> content.accept(file, found));
            return found;
        });
    }

    /** Removes them, once what they are for is written. */
    public void forget() {
        folder.filter(Files::exists).ifPresent(FinishedParts::remove);
    }

    private static void remove(Path folder) {
        try {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new InputException(folder + " cannot be deleted: " + e.getMessage());
        }
    }

    /** What a kill left half written is among them. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
