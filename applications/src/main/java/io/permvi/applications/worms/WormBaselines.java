package io.permvi.applications.worms;

import io.permvi.inference.fit.StopReason;
import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PointEstimate;
import io.permvi.inference.posterior.Trace;
import io.permvi.inference.search.ExchangeAnnealing;
import io.permvi.inference.search.MatchingListener;
import io.permvi.inference.search.ParallelTempering;
import io.permvi.models.MatchingLatent;
import io.permvi.models.worms.WormDynamics;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Methods to compare with, all from a random start within the windows. */
record WormBaselines(WormDynamics model, long seed, int threads) {
    private static final int START_STREAM = 20;
    private static final int METHOD_STREAM = 21;
    private static final int COLD_PROPOSALS = 300_000;
    private static final double COLD_TEMPERATURE = 30;
    private static final int GIBBS_SWEEPS = 400;
    private static final int MAP_STARTS = 20;
    private static final int GIBBS_PROPOSALS = 300;

    /** Annealing and tempering with the weights integrated out, all proposals of the annealing uniform. */
    Identification.Found coldExchanges(MatchingListener names) {
        CollapsedDynamics density = CollapsedDynamics.of(model);
        long begin = System.nanoTime();
        List<Matching> best = ExchangeAnnealing.withDefaults()
                .withProposals(COLD_PROPOSALS)
                .withFirstTemperature(COLD_TEMPERATURE)
                .withScreening(false)
                .search(density, start(0), DrawRandom.of(seed, METHOD_STREAM, 0), names)
                .best();
        ChainPosterior samples = ParallelTempering.withDefaults()
                .withThreads(threads)
                .sample(density, best, DrawRandom.of(seed, METHOD_STREAM, 1), names);
        return Identification.found(samples, Optional.of(density), (System.nanoTime() - begin) * 1e-9);
    }

    /** The published chain. */
    Identification.Found gibbsSwaps(MatchingListener names) {
        CollapsedDynamics density = CollapsedDynamics.of(model);
        long begin = System.nanoTime();
        ChainPosterior samples = new GibbsSwaps(GIBBS_SWEEPS, GIBBS_SWEEPS, GIBBS_PROPOSALS)
                .sample(density, start(0), DrawRandom.of(seed, METHOD_STREAM, 0), names);
        return Identification.found(samples, Optional.of(density), (System.nanoTime() - begin) * 1e-9);
    }

    /** The published point estimate, as certain marginals. */
    Identification.Found alternatingMaximization(MatchingListener names) {
        CollapsedDynamics density = CollapsedDynamics.of(model);
        long begin = System.nanoTime();
        List<List<Matching>> starts =
                IntStream.range(0, MAP_STARTS).mapToObj(this::start).toList();
        PointEstimate found = AlternatingMaximization.withDefaults()
                .maximize(density, starts, DrawRandom.of(seed, METHOD_STREAM, 0), names);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        List<MatchingMarginals> marginals =
                model.identities().stream().map(found::marginals).toList();
        Trace trace = new Trace(0);
        ((Diagnostics.Search) found.diagnostics()).logDensities().forEach(evidence -> trace.add(evidence, 0, 1));
        StopReason reason = StopReason.CONVERGED;
        return new Identification.Found(
                marginals,
                trace,
                found.best(),
                Optional.of(density),
                Optional.empty(),
                reason,
                reason.sentence(),
                seconds);
    }

    /** One of many random matchings within the windows. */
    private List<Matching> start(int number) {
        List<Matching> start = new ArrayList<>();
        for (MatchingLatent latent : model.identities()) {
            DrawRandom rng = DrawRandom.of(seed, START_STREAM + 100 * number, start.size());
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
