package io.permvi.inference.sampling;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.counting.SpaceEnumeration;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The exact posterior of a model whose reals are all Gaussian given its discrete latents: every discrete value is visited,
 * and there the reals are integrated out. The weights of the discrete values and the evidence are exact; each value comes
 * with exact draws of the reals, the more the larger its weight. Values of less than {@value #LEAST_WEIGHT} are left out.
 */
public final class IntegratedPosterior extends WeightedPosterior {
    private static final int DRAWS = 4000;
    private static final double LEAST_WEIGHT = 1e-9;
    /** What a gradient costs, in evaluations. */
    private static final double GRADIENT = 3;

    private final int visited;

    private IntegratedPosterior(Draws draws, double[] weights, double logEvidence, int visited) {
        super(draws, weights, Evidence.exact(logEvidence), new Diagnostics.None());
        this.visited = visited;
    }

    /**
     * Whether a model has such a posterior.
     *
     * @param most discrete values
     * @param seconds that the visit may take, by the cost of an evaluation
     */
    public static boolean serves(Model model, Structure structure, int most, double seconds) {
        if (structure.reals().isEmpty()
                || structure.gaussian().size() < structure.reals().size()
                || !(structure.logStates() <= Math.log(most + 0.5))) {
            return false;
        }
        SamplerPlan plan = new SamplerPlan(model, structure, false);
        double gradients = Math.exp(structure.logStates()) * (plan.pattern().colors() + 1);
        return plan.others().length == 0 && GRADIENT * structure.seconds() * gradients <= seconds;
    }

    /**
     * Visits all discrete values.
     *
     * @param model whose structure is served
     * @param threads that share the values; the result does not depend on it
     * @param rng of the draws of the reals
     * @throws DensityMismatchException when the reals have no proper density given some value
     */
    public static IntegratedPosterior of(Model model, Structure structure, int threads, RandomGenerator rng) {
        SamplerPlan plan = new SamplerPlan(model, structure, false);
        List<int[][]> values = new ArrayList<>();
        List<Space> spaces =
                structure.discrete().stream().map(DiscreteLatent::space).toList();
        SpaceEnumeration.forEach(
                spaces,
                places -> values.add(Arrays.stream(places).map(int[]::clone).toArray(int[][]::new)));
        double[] logWeights = new double[values.size()];
        try (Workers workers = new Workers(threads)) {
            workers.forEach(threads, part -> {
                Visit visit = new Visit(plan);
                for (int k = part; k < logWeights.length; k += threads) {
                    logWeights[k] = visit.logIntegral(values.get(k));
                }
            });
        }
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        double sum = Arrays.stream(logWeights).map(w -> Math.exp(w - largest)).sum();
        Visit visit = new Visit(plan);
        Draws draws = new Draws(model.latents());
        List<Double> weights = new ArrayList<>();
        for (int k = 0; k < logWeights.length; k++) {
            double weight = Math.exp(logWeights[k] - largest) / sum;
            if (weight >= LEAST_WEIGHT) {
                int count = (int) Math.ceil(DRAWS * weight);
                visit.draw(values.get(k), count, rng, draws);
                weights.addAll(Collections.nCopies(count, weight / count));
            }
        }
        return new IntegratedPosterior(
                draws, weights.stream().mapToDouble(w -> w).toArray(), largest + Math.log(sum), values.size());
    }

    /** For one thread. */
    private static final class Visit {
        private final ModelPoint point;
        private final GaussianConditional reals;
        private final double[] flat;

        Visit(SamplerPlan plan) {
            point = new ModelPoint(plan.model());
            reals = new GaussianConditional(point, plan.pattern(), Reference.flat(point.realCount()));
            flat = new double[point.realCount()];
        }

        double logIntegral(int[][] places) {
            for (int k = 0; k < places.length; k++) {
                point.setPlaces(k, places[k]);
            }
            Arrays.fill(flat, 0);
            point.setReals(flat);
            reals.look();
            return reals.logIntegral(1);
        }

        void draw(int[][] places, int count, RandomGenerator rng, Draws draws) {
            logIntegral(places);
            for (int s = 0; s < count; s++) {
                reals.draw(1, rng, flat);
                point.setReals(flat);
                draws.add(point.values());
            }
        }
    }

    /** How many discrete values were visited. */
    public int visited() {
        return visited;
    }
}
