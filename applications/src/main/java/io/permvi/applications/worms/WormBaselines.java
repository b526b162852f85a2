package io.permvi.applications.worms;

import io.permvi.inference.method.Run;
import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.PointEstimate;
import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Methods to compare with, all from a random start within the windows. */
final class WormBaselines {
    private static final int COLD_PROPOSALS = 300_000;
    private static final double COLD_TEMPERATURE = 30;
    private static final int GIBBS_SWEEPS = 400;
    private static final int MAP_STARTS = 20;
    private static final int GIBBS_PROPOSALS = 300;

    private WormBaselines() {}

    /** Annealing and tempering with the weights integrated out, all proposals of the annealing uniform. */
    static NamedWorms cold(WormDynamics model, Run run) {
        CollapsedDynamics density = CollapsedDynamics.of(model);
        List<Matching> best = ExchangeAnnealing.withDefaults()
                .withProposals(COLD_PROPOSALS)
                .withFirstTemperature(COLD_TEMPERATURE)
                .withScreening(false)
                .search(density, start(model, run, 0), run.random("annealing"), run.matchings())
                .best();
        ChainPosterior samples = ParallelTempering.withDefaults()
                .withThreads(run.threads())
                .sample(density, best, run.random("sampling"), run.matchings());
        return new NamedWorms(samples, density, samples.best()).of(model);
    }

    /** The published chain. */
    static NamedWorms mcmc(WormDynamics model, Run run) {
        CollapsedDynamics density = CollapsedDynamics.of(model);
        ChainPosterior samples = new GibbsSwaps(GIBBS_SWEEPS, GIBBS_SWEEPS, GIBBS_PROPOSALS)
                .sample(density, start(model, run, 0), run.random("sampling"), run.matchings());
        return new NamedWorms(samples, density, samples.best()).of(model);
    }

    /** The published point estimate, as certain marginals. */
    static NamedWorms map(WormDynamics model, Run run) {
        CollapsedDynamics density = CollapsedDynamics.of(model);
        List<List<Matching>> starts = IntStream.range(0, MAP_STARTS)
                .mapToObj(number -> start(model, run, number))
                .toList();
        PointEstimate found = AlternatingMaximization.withDefaults()
                .maximize(density, starts, run.random("alternation"), run.matchings());
        return new NamedWorms(found, density, found.best()).of(model);
    }

    /** One of many random matchings within the windows. */
    private static List<Matching> start(WormDynamics model, Run run, int number) {
        List<Matching> start = new ArrayList<>();
        for (MatchingLatent latent : model.identities()) {
            DrawRandom rng = run.stream("start").part(number).part(start.size()).generator();
            SparsityPattern allowed = latent.space().allowed();
            DMatrixRMaj score = new DMatrixRMaj(latent.rows(), latent.columns());
            for (int e = 0; e < score.getNumElements(); e++) {
                score.data[e] = rng.nextDouble();
            }
            int[] places = new int[latent.rows()];
            new LinearAssignment(latent.rows(), latent.columns()).maximize(score, allowed, places);
            start.add(Matching.of(latent.columns(), places));
        }
        return start;
    }
}
