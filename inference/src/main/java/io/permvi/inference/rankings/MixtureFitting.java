package io.permvi.inference.rankings;

import io.permvi.inference.posterior.ChainStatistics;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.MallowsMixture;
import io.permvi.relaxations.ranking.MixtureDraws;
import io.permvi.relaxations.ranking.MixturePosterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Fits mixtures of Mallows distributions by several runs of particles, with twice the effort until the runs agree.
 *
 * @param runs how many, whose agreement is measured
 * @param doublings how often the effort is doubled at most
 * @param seed of everything
 */
public record MixtureFitting(int runs, int doublings, long seed) {
    /** The deviation of a place that all but stands still. */
    private static final double STILL = 0.05;

    /**
     * A fit.
     *
     * @param posterior what was found
     * @param diagnoses of each parameter
     */
    public record Result(MixturePosterior posterior, List<MallowsFitting.Diagnosis> diagnoses) {
        /** Copies the list. */
        public Result {
            diagnoses = List.copyOf(diagnoses);
        }

        /** Whether the runs agree in all parameters. */
        public boolean converged() {
            return diagnoses.stream().allMatch(d -> d.isGood(MallowsFitting.LEAST_DRAWS));
        }
    }

    /**
     * Fits a mixture, one cluster by chains and without evidence, several by runs of particles or weighted draws; the
     * same for any number of threads.
     */
    public Result fit(MallowsMixture mixture, List<String> items, Workers workers) {
        return mixture.clusters() == 1
                ? fitByChains(mixture, items, workers)
                : fit(mixture, MallowsMixture::run, items, workers);
    }

    /** Fits by chains, which are quick, but do not find the evidence nor weigh modes. */
    public Result fitByChains(MallowsMixture mixture, List<String> items, Workers workers) {
        return fit(mixture, MallowsMixture::chain, items, workers);
    }

    private Result fit(
            MallowsMixture mixture,
            BiFunction<MallowsMixture, RandomGenerator, MixtureDraws> run,
            List<String> items,
            Workers workers) {
        RandomStream stream = RandomStream.of(seed).named("mixture");
        MallowsMixture effort = mixture;
        Result result = result(run(effort, run, runs, stream.part(0), workers), items);
        for (int d = 1; d <= doublings && !result.converged(); d++) {
            effort = effort.withEffort(2 * effort.particles(), 2 * effort.sweeps());
            result = result(run(effort, run, runs, stream.part(d), workers), items);
        }
        return result;
    }

    /** Some runs of a mixture, with evidence. */
    public static MixturePosterior run(MallowsMixture mixture, int runs, RandomStream stream, Workers workers) {
        return run(mixture, MallowsMixture::run, runs, stream, workers);
    }

    private static MixturePosterior run(
            MallowsMixture mixture,
            BiFunction<MallowsMixture, RandomGenerator, MixtureDraws> run,
            int runs,
            RandomStream stream,
            Workers workers) {
        MixtureDraws[] draws = new MixtureDraws[runs];
        workers.forEach(runs, r -> draws[r] = run.apply(mixture, stream.part(r).generator()));
        return MixturePosterior.of(mixture, Arrays.asList(draws));
    }

    private Result result(MixturePosterior posterior, List<String> items) {
        List<MallowsFitting.Diagnosis> all = new ArrayList<>();
        for (int k = 0; k < posterior.clusters().size(); k++) {
            int cluster = k;
            String of = posterior.clusters().size() == 1 ? "" : " of cluster " + (k + 1);
            if (posterior.clusters().size() > 1) {
                all.add(diagnosis("weight" + of, posterior, r -> r.weightsOf(cluster)));
            }
            all.add(diagnosis("alpha" + of, posterior, r -> r.alphasOf(cluster)));
            for (int i = 0; i < items.size(); i++) {
                int item = i;
                all.add(diagnosis("place of " + items.get(i) + of, posterior, r -> r.placesOf(cluster, item)));
            }
        }
        for (int m = 0; m < posterior.mistakeNumbers(); m++) {
            int number = m;
            all.add(diagnosis("mistakes " + (m + 1), posterior, r -> r.mistakesOf(number)));
        }
        return new Result(posterior, all);
    }

    private static MallowsFitting.Diagnosis diagnosis(
            String name, MixturePosterior posterior, Function<MixtureDraws, double[]> values) {
        ChainStatistics own =
                ChainStatistics.of(posterior.runs().stream().map(values).toArray(double[][]::new));
        double draws =
                posterior.runs().size() * (double) posterior.runs().get(0).size();
        boolean still = own.deviation() < STILL && name.startsWith("place");
        return still
                ? MallowsFitting.Diagnosis.ofChains(name, 1, draws)
                : MallowsFitting.Diagnosis.ofChains(name, own.rHat(), own.meanSize());
    }
}
