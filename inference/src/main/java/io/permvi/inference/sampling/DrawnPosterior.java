package io.permvi.inference.sampling;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.Structure;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** A posterior known by equally weighted draws of the model itself, with the verdict on them. Immutable. */
public final class DrawnPosterior implements Posterior {
    private final Model model;
    private final Structure structure;
    private final List<Draw> draws;
    private final Evidence evidence;
    private final Diagnostics.Chains chains;
    private final Verdict verdict;

    DrawnPosterior(
            Model model,
            Structure structure,
            List<Draw> draws,
            Evidence evidence,
            Diagnostics.Chains chains,
            Verdict verdict) {
        this.model = model;
        this.structure = structure;
        this.draws = List.copyOf(draws);
        this.evidence = evidence;
        this.chains = chains;
        this.verdict = verdict;
    }

    @Override
    public List<Latent> latents() {
        return model.latents();
    }

    /** The number of draws. */
    public int size() {
        return draws.size();
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
    public void forEachDraw(int count, RandomGenerator rng, DrawVisitor visitor) {
        if (count < 1) {
            throw new IllegalArgumentException("draws must be at least 1, got " + count);
        }
        ModelPoint point = new ModelPoint(model);
        for (int s = 0; s < count; s++) {
            write(draws.get(rng.nextInt(draws.size())), point);
            visitor.accept(s, point.values());
        }
    }

    /** Visits each draw once, in the order of the ensembles. */
    public void forEachDraw(DrawVisitor visitor) {
        ModelPoint point = new ModelPoint(model);
        for (int s = 0; s < draws.size(); s++) {
            write(draws.get(s), point);
            visitor.accept(s, point.values());
        }
    }

    private static void write(Draw draw, ModelPoint point) {
        for (int k = 0; k < draw.places().length; k++) {
            point.setPlaces(k, draw.places()[k]);
        }
        point.setReals(draw.reals());
    }

    /** The mean of all draws, whatever number is asked for. */
    @Override
    public DMatrixRMaj mean(Latent latent, int count, RandomGenerator rng) {
        DMatrixRMaj sum = new DMatrixRMaj(latent.rows(), latent.columns());
        forEachDraw((s, z) -> {
            DMatrixRMaj value = z.get(latent);
            for (int e = 0; e < sum.getNumElements(); e++) {
                sum.data[e] += value.data[e] / draws.size();
            }
        });
        return sum;
    }

    /**
     * A quantile of an entry of a real latent.
     *
     * @param probability in [0, 1]
     */
    public double quantile(RealLatent latent, int row, int column, double probability) {
        double[] values = new double[draws.size()];
        forEachDraw((s, z) -> values[s] = z.get(latent).get(row, column));
        Arrays.sort(values);
        double at = probability * (values.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(values.length - 1, below + 1);
        return values[below] + (at - below) * (values[above] - values[below]);
    }

    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        return Optional.empty();
    }

    @Override
    public Evidence evidence() {
        return evidence;
    }

    @Override
    public Diagnostics diagnostics() {
        return chains;
    }

    @Override
    public String toString() {
        return draws.size() + " draws. " + verdict + " Log evidence " + evidence + ".";
    }
}
