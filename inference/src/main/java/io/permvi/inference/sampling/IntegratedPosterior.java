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
import io.permvi.relaxations.permutation.Space;
import java.util.ArrayList;
import java.util.Arrays;
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

    private final int visited;

    private IntegratedPosterior(Draws draws, double[] weights, double logEvidence, int visited) {
        super(draws, weights, Evidence.exact(logEvidence), new Diagnostics.None());
        this.visited = visited;
    }

    /**
     * Whether a model has such a posterior.
     *
     * @param most gradients that may be evaluated, about
     */
    public static boolean serves(Model model, Structure structure, int most) {
        if (structure.reals().isEmpty()
                || structure.gaussian().size() < structure.reals().size()
                || !(structure.logStates() <= Math.log(most))) {
            return false;
        }
        SamplerPlan plan = new SamplerPlan(model, structure, false);
        return plan.others().length == 0
                && structure.logStates() + Math.log(plan.pattern().colors() + 1) <= Math.log(most);
    }

    /**
     * Visits all discrete values.
     *
     * @param model whose structure is served
     * @param rng of the draws of the reals
     * @throws DensityMismatchException when the reals have no proper density given some value
     */
    public static IntegratedPosterior of(Model model, Structure structure, RandomGenerator rng) {
        SamplerPlan plan = new SamplerPlan(model, structure, false);
        ModelPoint point = new ModelPoint(model);
        var reals = new GaussianConditional(point, plan.pattern(), Reference.flat(point.realCount()));
        List<int[][]> values = new ArrayList<>();
        List<Double> logWeights = new ArrayList<>();
        List<Space> spaces =
                structure.discrete().stream().map(DiscreteLatent::space).toList();
        SpaceEnumeration.forEach(spaces, places -> {
            moveTo(point, places);
            reals.look();
            logWeights.add(reals.logIntegral(1));
            values.add(Arrays.stream(places).map(int[]::clone).toArray(int[][]::new));
        });
        double largest = logWeights.stream().mapToDouble(w -> w).max().orElseThrow();
        double sum = logWeights.stream().mapToDouble(w -> Math.exp(w - largest)).sum();
        double[] flat = new double[point.realCount()];
        Draws draws = new Draws(model.latents());
        List<Double> weights = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            double weight = Math.exp(logWeights.get(k) - largest) / sum;
            int count = weight < LEAST_WEIGHT ? 0 : (int) Math.ceil(DRAWS * weight);
            if (count > 0) {
                moveTo(point, values.get(k));
                reals.look();
            }
            for (int s = 0; s < count; s++) {
                reals.draw(1, rng, flat);
                point.setReals(flat);
                draws.add(point.values());
                weights.add(weight / count);
            }
        }
        return new IntegratedPosterior(
                draws, weights.stream().mapToDouble(w -> w).toArray(), largest + Math.log(sum), values.size());
    }

    private static void moveTo(ModelPoint point, int[][] places) {
        for (int k = 0; k < places.length; k++) {
            point.setPlaces(k, places[k]);
        }
        point.setReals(new double[point.realCount()]);
    }

    /** How many discrete values were visited. */
    public int visited() {
        return visited;
    }
}
