package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One run of the particles of a mixture. */
final class MixtureRun {
    /** The share of effective particles that a step keeps. */
    private static final double KEPT = 0.95;

    private static final int BISECTIONS = 50;
    private static final int FINAL = 8;

    private final MallowsMixture settings;
    private final MixtureTask task;
    private final RandomGenerator rng;
    private final MixtureState[] states;
    private final double[] energies;
    private final double[] logWeights;

    MixtureRun(MallowsMixture settings, RandomGenerator rng) {
        this.settings = settings;
        this.rng = rng;
        task = new MixtureTask(settings);
        states = new MixtureState[settings.particles()];
        Arrays.setAll(states, k -> new MixtureState(task, rng));
        energies = new double[states.length];
        logWeights = new double[states.length];
    }

    MixtureDraws run() {
        double logEvidence = task.logSize();
        double power = 0;
        int steps = 0;
        while (power < 1) {
            Arrays.setAll(energies, k -> states[k].energy());
            double step = step(1 - power);
            weigh(step);
            logEvidence += LogSumExp.softmax(logWeights, 0, logWeights.length, 1) - Math.log(logWeights.length);
            resample();
            power = power + step >= 1 - 1e-12 ? 1 : power + step;
            for (MixtureState state : states) {
                for (int s = 0; s < settings.sweeps(); s++) {
                    state.sweep(power, true, rng);
                }
            }
            steps++;
        }
        MixtureDraws draws =
                new MixtureDraws(task, logEvidence, states.length + " particles through " + steps + " powers");
        for (int s = 0; s < FINAL * settings.sweeps(); s++) {
            for (MixtureState state : states) {
                state.sweep(1, false, rng);
                draws.add(state);
            }
        }
        return draws;
    }

    private void weigh(double step) {
        Arrays.setAll(logWeights, k -> -step * energies[k]);
    }

    /** The largest step up to the rest that keeps enough particles. */
    private double step(double rest) {
        if (effective(rest) >= KEPT) {
            return rest;
        }
        double low = Math.log(rest) - BISECTIONS;
        double high = Math.log(rest);
        for (int k = 0; k < BISECTIONS; k++) {
            double middle = (low + high) / 2;
            if (effective(Math.exp(middle)) >= KEPT) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(low);
    }

    private double effective(double step) {
        weigh(step);
        LogSumExp.softmax(logWeights, 0, logWeights.length, 1);
        double squares = 0;
        for (double w : logWeights) {
            squares += w * w;
        }
        return 1 / (squares * logWeights.length);
    }

    /** Particles that go become copies of those that stay more than once. */
    private void resample() {
        int[] copies = new int[states.length];
        for (int kept : resampled(logWeights, rng)) {
            copies[kept]++;
        }
        int gone = 0;
        for (int k = 0; k < copies.length; k++) {
            for (; copies[k] > 1; copies[k]--) {
                while (copies[gone] != 0) {
                    gone++;
                }
                states[gone].copyFrom(states[k]);
                copies[gone] = 1;
            }
        }
    }

    /** Systematic resampling: as many numbers as there are weights, which sum to one; ascending. */
    static int[] resampled(double[] weights, RandomGenerator rng) {
        int[] kept = new int[weights.length];
        double start = rng.nextDouble();
        double sum = weights[0];
        int k = 0;
        for (int d = 0; d < kept.length; d++) {
            while ((start + d) / kept.length >= sum && k < weights.length - 1) {
                sum += weights[++k];
            }
            kept[d] = k;
        }
        return kept;
    }
}
