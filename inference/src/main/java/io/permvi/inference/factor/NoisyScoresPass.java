package io.permvi.inference.factor;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Space;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * A relaxation of scores with noise added, one score and one noise value an entry of psi; what is charged for it
 * differs.
 */
abstract class NoisyScoresPass implements RelaxedFactor.Pass {
    /** The entries of psi. */
    final SparsityPattern allowed;
    /** The noisy scores after {@link #addNoise}, the pulled back gradient in {@link #add}. */
    final double[] packed;

    private final DrawMap map;
    private final DMatrixRMaj psi;
    private final DMatrixRMaj psiAdjoint;
    private final LinearMaximum best;
    private final int[] places;
    private double temperature;

    NoisyScoresPass(Relaxation relaxation, Space space, double temperature) {
        allowed = input(relaxation, space);
        packed = new double[allowed.count()];
        map = new DrawMap(relaxation, space);
        psi = new DMatrixRMaj(allowed.rows(), allowed.columns());
        psiAdjoint = new DMatrixRMaj(allowed.rows(), allowed.columns());
        best = relaxation.limit(space);
        places = new int[space.items()];
        this.temperature = temperature;
    }

    /** The entries of psi: the allowed ones, or all where psi has another shape than x. */
    static SparsityPattern input(Relaxation relaxation, Space space) {
        return takesEntries(relaxation, space)
                ? space.allowed()
                : SparsityPattern.all(relaxation.inputRows(space), relaxation.inputColumns(space));
    }

    /** Whether psi has the shape of x. */
    static boolean takesEntries(Relaxation relaxation, Space space) {
        return relaxation.inputRows(space) == space.items() && relaxation.inputColumns(space) == space.places();
    }

    /** Joins the relaxations of the draws of a step where that is faster. */
    static Optional<SharedWork> share(List<? extends VariationalFactor.Pass> passes) {
        return DrawMap.share(
                passes.stream().map(pass -> ((NoisyScoresPass) pass).map).toList());
    }

    /** Adds {@link #packed}, and what the draw is charged for, to a gradient. */
    abstract void add(double[] gradient, int parameterOffset);

    final double temperature() {
        return temperature;
    }

    @Override
    public final void setTemperature(double value) {
        temperature = value;
    }

    @Override
    public final void prepare(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {
        addNoise(parameters, parameterOffset, noise, noiseOffset);
        map.prepare(psi, temperature);
    }

    /** The relaxed matrix of the noisy scores. */
    final void relax(double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
        addNoise(parameters, parameterOffset, noise, noiseOffset);
        map.forward(psi, temperature, z);
    }

    private void addNoise(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {
        for (int k = 0; k < packed.length; k++) {
            packed[k] = parameters[parameterOffset + k] + noise[noiseOffset + k];
        }
        allowed.put(packed, 0, psi);
    }

    @Override
    public void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
        map.backward(zAdjoint, psiAdjoint);
        if (!map.isShared()) {
            addPulledBack(gradient, parameterOffset);
        }
    }

    @Override
    public final void finish(double[] gradient, int parameterOffset) {
        if (map.isShared()) {
            map.finish(psiAdjoint);
            addPulledBack(gradient, parameterOffset);
        }
    }

    private void addPulledBack(double[] gradient, int parameterOffset) {
        allowed.gather(psiAdjoint, packed, 0);
        add(gradient, parameterOffset);
    }

    @Override
    public final void hardDraw(
            double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
        addNoise(parameters, parameterOffset, noise, noiseOffset);
        best.maximize(psi, places);
        Matching.toMatrix(places, z);
    }
}
