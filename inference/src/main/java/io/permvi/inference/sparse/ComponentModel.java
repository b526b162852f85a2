package io.permvi.inference.sparse;

import io.permvi.inference.factor.Start;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sparse.Components;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A sparse matching problem as a model with one latent matching for each connected component, so that every factor and
 * every method serves it, component by component: {@code log p = sum over components of <X_c, S_c>}. Memory is that of the
 * components as dense matrices; one giant component is better left to {@link
 * io.permvi.relaxations.sparse.SparseGibbs}. Immutable.
 */
public final class ComponentModel {
    private static final long LARGEST = 50_000_000;

    private final SparseScores scores;
    private final List<MatchingLatent> latents = new ArrayList<>();
    private final List<DMatrixRMaj> matrices = new ArrayList<>();
    private final int[] component;
    private final int[] local;

    /**
     * @throws IllegalArgumentException when there is no pair, or the components as matrices exceed fifty million entries
     */
    public ComponentModel(SparseScores scores) {
        this.scores = scores;
        if (scores.pairs() == 0) {
            throw new IllegalArgumentException("a model needs at least one scored pair");
        }
        component = new int[scores.graph().nodes()];
        local = new int[component.length];
        Components components = Components.of(scores.graph());
        long entries = 0;
        for (int c = 0; c < components.count(); c++) {
            int rows = 0;
            int columns = 0;
            for (int k = 0; k < components.nodeCount(c); k++) {
                int node = components.node(c, k);
                component[node] = c;
                local[node] = node < scores.rows() ? rows++ : columns++;
            }
            entries += (long) rows * columns;
            if (entries > LARGEST) {
                throw new IllegalArgumentException("the components of " + scores + " are too large as matrices");
            }
            matrices.add(new DMatrixRMaj(rows, columns));
        }
        boolean[][] listed = new boolean[matrices.size()][];
        for (int c = 0; c < listed.length; c++) {
            listed[c] = new boolean[matrices.get(c).getNumElements()];
        }
        for (int e = 0; e < scores.pairs(); e++) {
            DMatrixRMaj matrix = matrices.get(componentOf(e));
            matrix.set(row(e), column(e), scores.value(e));
            listed[componentOf(e)][row(e) * matrix.numCols + column(e)] = true;
        }
        for (int c = 0; c < listed.length; c++) {
            boolean[] allowed = listed[c];
            int columns = matrices.get(c).numCols;
            SparsityPattern pairs =
                    SparsityPattern.where(matrices.get(c).numRows, columns, (i, j) -> allowed[i * columns + j]);
            latents.add(new MatchingLatent("component " + (c + 1), MatchingSpace.partial(pairs)));
        }
    }

    private int componentOf(int e) {
        return component[scores.graph().source(e)];
    }

    private int row(int e) {
        return local[scores.graph().source(e)];
    }

    private int column(int e) {
        return local[scores.graph().target(e)];
    }

    /** The latent matchings, one for each component. */
    public List<MatchingLatent> latents() {
        return List.copyOf(latents);
    }

    /** The model. */
    public Model model() {
        return TapeModel.of(latents, (tape, z) -> {
            Var sum = z.get(latents.get(0)).dot(tape.constant(matrices.get(0)));
            for (int c = 1; c < latents.size(); c++) {
                sum = sum.plus(z.get(latents.get(c)).dot(tape.constant(matrices.get(c))));
            }
            return sum;
        });
    }

    /** Where factors should begin: at the scores of their components. */
    public List<Start> starts() {
        List<Start> starts = new ArrayList<>();
        for (int c = 0; c < latents.size(); c++) {
            starts.add(Start.scores(latents.get(c), matrices.get(c)));
        }
        return starts;
    }

    /** The probability of every pair by a posterior of the model, packed as the scores. */
    public double[] probabilities(Posterior posterior) {
        List<MatchingMarginals> marginals =
                latents.stream().map(posterior::marginals).toList();
        double[] probability = new double[scores.pairs()];
        for (int e = 0; e < probability.length; e++) {
            probability[e] = marginals.get(componentOf(e)).probability(row(e), column(e));
        }
        return probability;
    }
}
