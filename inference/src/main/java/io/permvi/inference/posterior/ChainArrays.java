package io.permvi.inference.posterior;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Matchings, and all that a sampler of matchings found, among the arrays of an {@link ArrayFile}. What is read has the same
 * bits, and says of itself the same.
 */
public final class ChainArrays {
    private ChainArrays() {}

    /** Adds the places of matchings, one array each. */
    public static void putMatchings(ArrayFile file, String name, List<Matching> matchings) {
        for (int k = 0; k < matchings.size(); k++) {
            file.put(name + "." + k, numbers(matchings.get(k).places()));
        }
    }

    private static double[] numbers(int[] places) {
        return Arrays.stream(places).asDoubleStream().toArray();
    }

    /**
     * Reads them.
     *
     * @param latents one for each
     * @throws ArrayFileException when one is not there
     * @throws IllegalArgumentException when one is no matching of its latent
     */
    public static List<Matching> matchings(ArrayFile file, String name, List<MatchingLatent> latents)
            throws ArrayFileException {
        List<Matching> matchings = new ArrayList<>();
        for (int k = 0; k < latents.size(); k++) {
            matchings.add(matching(file.array(name + "." + k), 0, latents.get(k)));
        }
        return List.copyOf(matchings);
    }

    private static Matching matching(double[] numbers, int draw, MatchingLatent latent) {
        int[] places = new int[latent.rows()];
        for (int i = 0; i < places.length; i++) {
            double number = numbers[draw * places.length + i];
            places[i] = (int) number;
            if (places[i] != number) {
                throw new IllegalArgumentException("item " + i + " of " + latent + " cannot be at place " + number);
            }
        }
        return Matching.of(latent.columns(), places);
    }

    /**
     * Adds all of what a sampler found.
     *
     * @param latents of its matchings
     */
    public static void put(ArrayFile file, ChainPosterior found, List<MatchingLatent> latents) {
        Draws draws = found.values();
        for (int k = 0; k < latents.size(); k++) {
            double[] column = new double[draws.size() * latents.get(k).rows()];
            for (int s = 0; s < draws.size(); s++) {
                double[] places = numbers(draws.places(s, latents.get(k)));
                System.arraycopy(places, 0, column, s * places.length, places.length);
            }
            file.put("draws." + k, column);
        }
        putMatchings(file, "best", found.best());
        putMatchings(file, "last", found.last());
        Diagnostics.Chains chains = found.diagnostics();
        file.put("kept", draws.size());
        file.put("burnIn", chains.burnIn());
        file.put("chains", chains.logDensities().size());
        for (int c = 0; c < chains.logDensities().size(); c++) {
            file.put("logDensities." + c, array(chains.logDensities().get(c)));
        }
        file.put("bestLogDensity", new double[] {found.bestLogDensity()});
        file.put("temperatures", array(chains.temperatures()));
        file.put("acceptance", array(chains.acceptance()));
        file.put("swaps", array(chains.swaps()));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Reads what a sampler found.
     *
     * @param latents of its matchings
     * @throws ArrayFileException when something is not there
     * @throws IllegalArgumentException when numbers make no sense
     */
    public static ChainPosterior read(ArrayFile file, List<MatchingLatent> latents) throws ArrayFileException {
        double[][] columns = new double[latents.size()][];
        for (int k = 0; k < columns.length; k++) {
            columns[k] = file.array("draws." + k);
        }
        Draws draws = new Draws(latents);
        for (int s = 0; s < file.intSetting("kept"); s++) {
            List<Matching> state = new ArrayList<>();
            for (int k = 0; k < columns.length; k++) {
                state.add(matching(columns[k], s, latents.get(k)));
            }
            draws.add(state);
        }
        List<List<Double>> logDensities = new ArrayList<>();
        for (int c = 0; c < file.intSetting("chains"); c++) {
            logDensities.add(list(file, "logDensities." + c));
        }
        Diagnostics.Chains chains = new Diagnostics.Chains(
                logDensities,
                file.intSetting("burnIn"),
                list(file, "temperatures"),
                list(file, "acceptance"),
                list(file, "swaps"));
        return new ChainPosterior(
                draws,
                chains,
                matchings(file, "best", latents),
                file.array("bestLogDensity")[0],
                matchings(file, "last", latents));
    }

    private static List<Double> list(ArrayFile file, String name) throws ArrayFileException {
        return Arrays.stream(file.array(name)).boxed().toList();
    }
}
