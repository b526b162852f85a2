package io.permvi.inference.sampling;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.Model;
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

    @Override
    public String toString() {
        return values().size() + " draws. " + verdict + " Log evidence " + evidence() + ".";
    }
}
