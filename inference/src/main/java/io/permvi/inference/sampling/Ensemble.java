package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Tempered chains at inverse temperatures from 0 to 1 whose neighbors swap after each sweep, alternately the even and
 * the odd pairs (Syed et al. 2022). For one thread at a time; all randomness is its own.
 */
final class Ensemble {
    private static final int LEAST_SWEEPS = 4;

    private final SamplerPlan plan;
    private final ModelPoint point;
    private final Reference reference;
    private final long seed;
    private final RandomGenerator swapping;
    private final List<TemperedChain> chains = new ArrayList<>();
    private double[] powers = new double[0];
    private Level[] levels = new Level[0];
    private int chainsMade;
    private long sweepsDone;

    private double[] rejections = new double[0];
    private double[][] upward = new double[0][];
    private double[][] downward = new double[0][];
    private final List<Draw> draws = new ArrayList<>();
    private double[] trace = new double[0];
    private double best = Double.NEGATIVE_INFINITY;

    Ensemble(SamplerPlan plan, Reference reference, long seed) {
        this.plan = plan;
        this.point = new ModelPoint(plan.model());
        this.reference = reference;
        this.seed = seed;
        swapping = DrawRandom.of(seed, 0, 0);
    }

    TemperedChain newChain(SamplerState start) {
        return new TemperedChain(plan, point, reference, DrawRandom.of(seed, 1, chainsMade++), start);
    }

    Level newLevel(double power) {
        return new Level(power, reference.deviation(), 1);
    }

    /** Takes one chain for each inverse temperature; those that there are already stay where they are nearest. */
    void setLadder(double[] newPowers, List<SamplerState> starts) {
        Level[] newLevels = new Level[newPowers.length];
        for (int t = 0; t < newPowers.length; t++) {
            newLevels[t] = powers.length == 0 ? newLevel(newPowers[t]) : levels[nearest(newPowers[t])].at(newPowers[t]);
            if (t == chains.size()) {
                chains.add(newChain(starts.get(t)));
            } else {
                chains.get(t).moveTo(starts.get(t));
            }
        }
        while (chains.size() > newPowers.length) {
            chains.remove(chains.size() - 1);
        }
        powers = newPowers.clone();
        levels = newLevels;
    }

    private int nearest(double power) {
        int nearest = 0;
        for (int t = 1; t < powers.length; t++) {
            nearest = Math.abs(powers[t] - power) < Math.abs(powers[nearest] - power) ? t : nearest;
        }
        return nearest;
    }

    /** The same chains at other inverse temperatures. */
    void changeLadder(double[] newPowers) {
        List<SamplerState> starts = new ArrayList<>();
        for (double power : newPowers) {
            SamplerState from = chains.get(nearest(power)).state();
            int[][] places = new int[from.latents()][];
            Arrays.setAll(places, from::places);
            starts.add(new SamplerState(plan.structure().discrete(), places, from.reals()));
        }
        setLadder(newPowers, starts);
    }

    double[] powers() {
        return powers.clone();
    }

    /**
     * Runs sweeps of all chains and swaps, and keeps what they show instead of what was kept before.
     *
     * @param keepEvery sweeps between kept draws
     * @param deadline in nanoseconds, after which it stops short
     */
    void run(int sweeps, int keepEvery, boolean adapting, long deadline) {
        int pairs = powers.length - 1;
        rejections = new double[pairs];
        upward = new double[pairs][sweeps];
        downward = new double[pairs][sweeps];
        trace = new double[sweeps];
        draws.clear();
        int done = 0;
        for (int s = 0; s < sweeps && (s < LEAST_SWEEPS || System.nanoTime() < deadline); s++, done++) {
            for (int t = 0; t <= pairs; t++) {
                chains.get(t).sweep(levels[t], adapting);
            }
            TemperedChain target = chains.get(pairs);
            trace[s] = target.logDensity(1);
            best = Math.max(best, trace[s]);
            if (s % keepEvery == keepEvery - 1) {
                draws.add(Draw.of(target.state(), trace[s]));
            }
            for (int t = 0; t < pairs; t++) {
                look(t, s);
            }
            for (int t = (int) (sweepsDone++ % 2); t < pairs; t += 2) {
                if (upward[t][s] - downward[t][s] >= -swapping.nextExponential()) {
                    Collections.swap(chains, t, t + 1);
                    chains.get(t).drawGaussian(powers[t]);
                    chains.get(t + 1).drawGaussian(powers[t + 1]);
                }
            }
        }
        cut(done);
        chains.get(swapping.nextInt(chains.size())).audit(0.5 + 0.5 * swapping.nextDouble());
    }

    private void cut(int done) {
        trace = Arrays.copyOf(trace, done);
        for (int t = 0; t < rejections.length; t++) {
            rejections[t] /= done;
            upward[t] = Arrays.copyOf(upward[t], done);
            downward[t] = Arrays.copyOf(downward[t], done);
        }
    }

    private void look(int t, int s) {
        TemperedChain colder = chains.get(t + 1);
        TemperedChain hotter = chains.get(t);
        upward[t][s] = hotter.logDensity(powers[t + 1]) - hotter.logDensity(powers[t]);
        downward[t][s] = colder.logDensity(powers[t + 1]) - colder.logDensity(powers[t]);
        rejections[t] += 1 - Math.min(1, Math.exp(upward[t][s] - downward[t][s]));
    }

    /** The share of swaps of each pair of neighbors that would be refused. */
    double[] rejections() {
        return rejections.clone();
    }

    /** log p(y) up to the number of matchings, by bridges between neighbors. */
    double logEvidence() {
        double sum = 0;
        for (int t = 0; t < upward.length; t++) {
            sum += BridgeSampling.logRatio(upward[t], downward[t]);
        }
        return sum;
    }

    /** Where the chain of an inverse temperature stands, by its number from 0. */
    SamplerState state(int level) {
        return chains.get(level).state();
    }

    List<Draw> draws() {
        return List.copyOf(draws);
    }

    /** The log density at inverse temperature 1 after each sweep. */
    double[] trace() {
        return trace.clone();
    }

    /** The largest log density that was ever seen at inverse temperature 1. */
    double best() {
        return best;
    }
}
