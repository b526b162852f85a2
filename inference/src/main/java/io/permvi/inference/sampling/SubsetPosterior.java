package io.permvi.inference.sampling;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.structure.EntryScores;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.RandomMatchings;
import io.permvi.inference.structure.Structure;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.counting.GibbsTables;
import io.permvi.relaxations.counting.LogPermanent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.ejml.data.DMatrixRMaj;

/**
 * The exact posterior of one permutation or injection of at most {@value LogPermanent#LARGEST_EXACT} places whose log joint
 * is {@code c + <G, x>}: marginals and evidence by sums over subsets of places, with m rows of zeros where there are m
 * places more than items, and independent exact draws. O(2^n n) time and memory once, O(n^2) a draw.
 */
public final class SubsetPosterior extends WeightedPosterior {
    private static final int DRAWS = 4000;

    private final Model model;
    private final DMatrixRMaj marginals;

    private SubsetPosterior(Model model, Draws draws, DMatrixRMaj marginals, double logEvidence) {
        super(draws, Evidence.exact(logEvidence), new Diagnostics.None());
        this.model = model;
        this.marginals = marginals;
    }

    /** Whether a model of this structure has such a posterior. */
    public static boolean serves(Structure structure) {
        return structure.form().isLinear()
                && structure.reals().isEmpty()
                && structure.discrete().size() == 1
                && structure.discrete().get(0) instanceof MatchingLatent latent
                && !latent.space().partial()
                && latent.columns() <= LogPermanent.LARGEST_EXACT;
    }

    /**
     * Sums.
     *
     * @param model whose structure is served
     * @param rng of the draws
     */
    public static SubsetPosterior of(Model model, Structure structure, RandomGenerator rng) {
        MatchingLatent latent = (MatchingLatent) structure.discrete().get(0);
        int n = latent.columns();
        ModelPoint point = new ModelPoint(model);
        int[] places = RandomMatchings.draw(latent, rng);
        point.setPlaces(0, places);
        EntryScores scores = new EntryScores(point, structure.rank());
        scores.read();
        double constant = point.forward();
        for (int i = 0; i < places.length; i++) {
            constant -= scores.scores(0).get(i, places[i]);
        }
        GibbsTables tables = new GibbsTables(n);
        double logEvidence = constant
                + tables.load(padded(scores.scores(0), latent.space().allowed(), n))
                - CombinatoricsUtils.factorialLog(n - latent.rows());
        DMatrixRMaj square = new DMatrixRMaj(n, n);
        tables.marginals(square);
        DMatrixRMaj marginals = new DMatrixRMaj(latent.rows(), n);
        System.arraycopy(square.data, 0, marginals.data, 0, marginals.getNumElements());
        return new SubsetPosterior(model, draws(model, latent, tables, rng), marginals, logEvidence);
    }

    private static DMatrixRMaj padded(DMatrixRMaj scores, SparsityPattern allowed, int n) {
        DMatrixRMaj padded = new DMatrixRMaj(n, n);
        for (int i = 0; i < scores.numRows; i++) {
            for (int j = 0; j < n; j++) {
                padded.set(i, j, allowed.allows(i, j) ? scores.get(i, j) : Double.NEGATIVE_INFINITY);
            }
        }
        return padded;
    }

    private static Draws draws(Model model, MatchingLatent latent, GibbsTables tables, RandomGenerator rng) {
        Draws draws = new Draws(model.latents());
        LatentValues z = new LatentValues(model.latents());
        double[] uniforms = new double[latent.columns()];
        int[] places = new int[latent.columns()];
        for (int s = 0; s < DRAWS; s++) {
            Arrays.setAll(uniforms, i -> rng.nextDouble());
            tables.draw(uniforms, 0, places);
            Matching.toMatrix(Arrays.copyOf(places, latent.rows()), z.get(latent));
            draws.add(z);
        }
        return draws;
    }

    /** The exact marginals, not those of the draws. */
    @Override
    public DMatrixRMaj mean(Latent latent) {
        return marginals.copy();
    }

    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        Model.Pass pass = model.newPass();
        return Optional.of(z -> pass.forward(z) - evidence().value());
    }
}
