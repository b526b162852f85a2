package io.permvi.applications.worms;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.MatchingState;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.models.worms.Connectome;
import io.permvi.models.worms.WormRecording;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The worm dynamics at given weights: the log likelihood of the names alone, in which the worms are independent. It is
 * the half step of a Gibbs sampler that draws the weights in between. An exchange recomputes the rows that it touches in
 * its own worm, O(k^2) each for k synaptic neighbors.
 *
 * @param connectome the neurons
 * @param worms the recordings
 * @param latents the cells by neurons matching of each worm
 * @param weights n by n, read at the synapses only. Shared, not to be modified.
 * @param noiseVariance of the recordings
 */
public record WeightedDynamics(
        Connectome connectome,
        List<WormRecording> worms,
        List<MatchingLatent> latents,
        DMatrixRMaj weights,
        double noiseVariance)
        implements MatchingDensity {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException when a latent does not fit its worm, the weights are not n by n or the noise
     *     variance is not positive
     */
    public WeightedDynamics {
        worms = List.copyOf(worms);
        latents = List.copyOf(latents);
        CollapsedDynamics.requireLatents(connectome, worms, latents);
        if (weights.numRows != connectome.size() || weights.numCols != connectome.size()) {
            throw new IllegalArgumentException("weights must be " + connectome.size() + " x " + connectome.size()
                    + ", got " + weights.numRows + " x " + weights.numCols);
        }
        if (!(noiseVariance > 0 && noiseVariance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise variance must be positive and finite, got " + noiseVariance);
        }
    }

    @Override
    public MatchingDensity.Pass newPass() {
        return new WeightedPass();
    }

    private final class WeightedPass implements MatchingDensity.Pass {
        private final int n = connectome.size();
        private final SparsityPattern synapses = connectome.synapses();
        private final SparsityPattern driven = synapses.transpose();
        private final MatchingState state = new MatchingState(latents);
        private final double[][] values = new double[worms.size()][n];
        private final double[] newValues = new double[n];
        private final int[] touched = new int[2 * n + 2];
        private final boolean[] isTouched = new boolean[n];
        private int touchedCount;
        private double logDensity;

        @Override
        public double start(List<Matching> matchings) {
            state.start(matchings);
            logDensity = 0;
            for (int j = 0; j < worms.size(); j++) {
                for (int r = 0; r < n; r++) {
                    values[j][r] = rowValue(j, r);
                    logDensity += values[j][r];
                }
            }
            return logDensity;
        }

        /** -(w' G w - 2 w' b + c) / (2 v) of one neuron in one worm, without the constant. */
        private double rowValue(int j, int r) {
            int target = state.itemAt(j, r);
            if (target == Matching.UNMATCHED) {
                return 0;
            }
            ActivityStatistics statistics = worms.get(j).statistics();
            int m = statistics.cells();
            int from = synapses.rowStart(r);
            int to = synapses.rowEnd(r);
            double sum = statistics.s11()[target];
            for (int e = from; e < to; e++) {
                int i = state.itemAt(j, synapses.column(e));
                if (i != Matching.UNMATCHED) {
                    double inner = -2 * statistics.s10().data[target * m + i];
                    for (int f = from; f < to; f++) {
                        int k = state.itemAt(j, synapses.column(f));
                        if (k != Matching.UNMATCHED) {
                            inner += statistics.s00().data[i * m + k] * weights.data[r * n + synapses.column(f)];
                        }
                    }
                    sum += weights.data[r * n + synapses.column(e)] * inner;
                }
            }
            return -0.5 * (sum / noiseVariance + statistics.transitions() * Math.log(2 * Math.PI * noiseVariance));
        }

        @Override
        public int itemAt(int latent, int place) {
            return state.itemAt(latent, place);
        }

        @Override
        public int placeOf(int latent, int item) {
            return state.placeOf(latent, item);
        }

        @Override
        public double logDensity() {
            return logDensity;
        }

        @Override
        public double change(int latent, int place, int other) {
            state.consider(latent, place, other);
            touchedCount = 0;
            touch(place);
            touch(other);
            touchDriven(place);
            touchDriven(other);
            state.swap();
            double change = 0;
            for (int t = 0; t < touchedCount; t++) {
                int r = touched[t];
                isTouched[r] = false;
                newValues[r] = rowValue(latent, r);
                change += newValues[r] - values[latent][r];
            }
            state.swap();
            return change;
        }

        private void touchDriven(int neuron) {
            for (int e = driven.rowStart(neuron); e < driven.rowEnd(neuron); e++) {
                touch(driven.column(e));
            }
        }

        private void touch(int r) {
            if (!isTouched[r]) {
                isTouched[r] = true;
                touched[touchedCount++] = r;
            }
        }

        @Override
        public void exchange() {
            state.exchange();
            int worm = state.latent();
            for (int t = 0; t < touchedCount; t++) {
                int r = touched[t];
                logDensity += newValues[r] - values[worm][r];
                values[worm][r] = newValues[r];
            }
        }
    }
}
