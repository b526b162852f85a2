package io.permvi.inference.sampling;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import java.util.Arrays;
import java.util.List;

/** A posterior known by equally weighted draws of the model itself, with the verdict on them. Immutable. */
public final class DrawnPosterior extends WeightedPosterior {
    private final Structure structure;
    private final Verdict verdict;

    private DrawnPosterior(
            Structure structure, Draws draws, Evidence evidence, Diagnostics.Chains chains, Verdict verdict) {
        super(draws, evidence, chains);
        this.structure = structure;
        this.verdict = verdict;
    }

    static DrawnPosterior of(
            Model model,
            Structure structure,
            List<Draw> draws,
            Evidence evidence,
            Diagnostics.Chains chains,
            Verdict verdict) {
        ModelPoint point = new ModelPoint(model);
        Draws kept = new Draws(model.latents());
        for (Draw draw : draws) {
            for (int k = 0; k < draw.places().length; k++) {
                point.setPlaces(k, draw.places()[k]);
            }
            point.setReals(draw.reals());
            kept.add(point.values());
        }
        return new DrawnPosterior(structure, kept, evidence, chains, verdict);
    }

    /** How far the draws can be trusted. */
    public Verdict verdict() {
        return verdict;
    }

    /** What was found out about the model. */
    public Structure structure() {
        return structure;
    }

    /**
     * A quantile of an entry of a real latent, interpolated between draws.
     *
     * @param probability in [0, 1]
     */
    public double quantile(RealLatent latent, int row, int column, double probability) {
        double[] values = new double[values().size()];
        int[] next = new int[1];
        forEach((z, weight) -> values[next[0]++] = z.get(latent).get(row, column));
        Arrays.sort(values);
        double at = probability * (values.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(values.length - 1, below + 1);
        return values[below] + (at - below) * (values[above] - values[below]);
    }

    @Override
    public String toString() {
        return values().size() + " draws. " + verdict + " Log evidence " + evidence() + ".";
    }
}
