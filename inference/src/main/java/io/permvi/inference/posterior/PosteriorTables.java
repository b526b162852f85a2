package io.permvi.inference.posterior;

import io.permvi.inference.files.WholeFile;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.permutation.Matching;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Posteriors as tables for other programs. Files are whole or not there. */
public final class PosteriorTables {
    private PosteriorTables() {}

    /**
     * Writes draws as a CSV file in the layout of CmdStan, one file a chain: a column {@code lp__} of the log joint, {@code
     * name.i} the place of each item of a discrete latent, {@code name.i.j} each free entry of a real one; rows, columns
     * and places count from 1, place 0 is none. Weighted values of equal weight are written in their order when as many
     * draws are asked for, others are drawn.
     *
     * @param model whose log joint is written
     * @param draws how many, at least 1
     * @throws IOException when the disk refuses
     */
    public static void writeDraws(Path path, Model model, Posterior posterior, int draws, RandomGenerator rng)
            throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# model = permvi\n# method = sample (Default)\n#   sample\n#     num_samples = ")
                .append(draws)
                .append(
                        "\n#     num_warmup = 0\n#     save_warmup = 0 (Default)\n#     thin = 1 (Default)\n# id = 1\n");
        text.append(header(posterior)).append('\n');
        Model.Pass pass = model.newPass();
        Posterior.DrawVisitor row = (s, z) -> appendRow(posterior, z, pass.forward(z), text);
        if (posterior instanceof WeightedPosterior weighted
                && weighted.isUnweighted()
                && weighted.values().size() == draws) {
            weighted.forEach((z, weight) -> row.accept(0, z));
        } else {
            posterior.forEachDraw(draws, rng, row);
        }
        WholeFile.write(path, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String header(Posterior posterior) {
        StringBuilder text = new StringBuilder("lp__");
        for (Latent latent : posterior.latents()) {
            String name = latent.name().replaceAll("[^A-Za-z0-9_]", "_");
            if (latent instanceof RealLatent real) {
                real.support().forEachEntry((e, i, j) -> text.append("," + name + "." + (i + 1) + "." + (j + 1)));
            } else {
                for (int i = 1; i <= latent.rows(); i++) {
                    text.append("," + name + "." + i);
                }
            }
        }
        return text.toString();
    }

    private static void appendRow(Posterior posterior, LatentValues z, double logJoint, StringBuilder text) {
        text.append(logJoint);
        for (Latent latent : posterior.latents()) {
            if (latent instanceof RealLatent real) {
                real.support().forEachEntry((e, i, j) -> text.append(',')
                        .append(z.get(real).get(i, j)));
            } else {
                int[] places = new int[latent.rows()];
                Matching.readPlaces(z.get(latent), places);
                for (int place : places) {
                    text.append(',').append(place == Matching.UNMATCHED ? 0 : place + 1);
                }
            }
        }
        text.append('\n');
    }

    /**
     * Writes the marginals of a discrete latent as CSV: item, place and probability of each allowed pair, both from 0,
     * and a row of place -1 for no place where that is possible.
     *
     * @throws IOException when the disk refuses
     */
    public static void writeMarginals(Path path, DiscreteLatent latent, MatchingMarginals marginals)
            throws IOException {
        StringBuilder text = new StringBuilder("item,place,probability\n");
        latent.space().allowed().forEachEntry((e, i, j) -> appendMarginal(i, j, marginals.probability(i, j), text));
        for (int i = 0; latent.space().partial() && i < latent.rows(); i++) {
            appendMarginal(i, Matching.UNMATCHED, marginals.unmatchedProbability(i), text);
        }
        WholeFile.write(path, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void appendMarginal(int item, int place, double probability, StringBuilder text) {
        text.append(String.format(Locale.ROOT, "%d,%d,%s\n", item, place, probability));
    }
}
