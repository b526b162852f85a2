package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds where chains start: a reference for the reals from random matchings, then particles that go from the reference
 * to the target in steps that neighboring temperatures can swap over, resampled within their own ensemble only (Del
 * Moral, Doucet and Jasra 2006), so that ensembles stay independent.
 */
final class Annealing {
    private static final int PILOT_CHAINS = 6;
    private static final int PILOT_SWEEPS = 30;
    private static final int PARTICLES = 4;
    private static final int SWEEPS = 3;
    private static final int MAX_STEPS = 40;
    private static final double WANTED_ACCEPTANCE = 0.35;
    private static final double LEAST_DEVIATION = 1e-3;

    private Annealing() {}

    /** Twice the spread of the reals at random matchings. */
    static Reference reference(SamplerPlan plan, long seed) {
        ModelPoint point = new ModelPoint(plan.model());
        int count = point.realCount();
        Reference flat = Reference.flat(count);
        double[] sum = new double[count];
        double[] squares = new double[count];
        int kept = 0;
        for (int c = 0; c < PILOT_CHAINS && count > 0; c++) {
            RandomGenerator rng = DrawRandom.of(seed, 2, c);
            TemperedChain chain = new TemperedChain(plan, point, flat, rng, plan.randomState(rng));
            double[] widths = flat.deviation().clone();
            for (int s = 0; s < PILOT_SWEEPS; s++) {
                chain.sweepReals(1, widths);
                for (int e = 0; e < count && s >= PILOT_SWEEPS / 3; e++) {
                    sum[e] += chain.state().reals()[e];
                    squares[e] += chain.state().reals()[e] * chain.state().reals()[e];
                    kept += e == 0 ? 1 : 0;
                }
            }
        }
        double[] deviation = new double[count];
        for (int e = 0; e < count; e++) {
            sum[e] /= kept;
            double variance = squares[e] / kept - sum[e] * sum[e];
            deviation[e] = Math.max(LEAST_DEVIATION, 2 * Math.sqrt(Math.max(0, variance)));
        }
        return new Reference(sum, deviation);
    }

    /** Brings ensembles to their ladder; returns the number of temperatures. */
    static int start(SamplerPlan plan, List<Ensemble> ensembles, long seed, Workers workers, long deadline) {
        int count = ensembles.size();
        List<List<TemperedChain>> particles = new ArrayList<>();
        List<List<SamplerState>> starts = new ArrayList<>();
        Level[] levels = new Level[count];
        RandomGenerator[] streams = new RandomGenerator[count];
        for (int r = 0; r < count; r++) {
            streams[r] = DrawRandom.of(seed, 3, r);
            levels[r] = ensembles.get(r).newLevel(0);
            List<TemperedChain> own = new ArrayList<>();
            for (int p = 0; p < PARTICLES; p++) {
                own.add(ensembles.get(r).newChain(plan.randomState(streams[r])));
            }
            particles.add(own);
            starts.add(new ArrayList<>());
        }
        List<Double> powers = new ArrayList<>(List.of(0.0));
        double power = 0;
        while (true) {
            double now = power;
            workers.forEach(count, r -> {
                levels[r] = levels[r].at(now);
                for (int s = 0; s < SWEEPS; s++) {
                    particles.get(r).forEach(particle -> particle.sweep(levels[r], true));
                }
                starts.get(r).add(copy(plan, particles.get(r).get(0).state()));
            });
            if (power == 1) {
                break;
            }
            boolean late = powers.size() > MAX_STEPS || System.nanoTime() > deadline;
            double next = late ? 1 : nextPower(particles, power);
            workers.forEach(count, r -> resample(particles.get(r), now, next, streams[r]));
            powers.add(next);
            power = next;
        }
        double[] ladder = powers.stream().mapToDouble(Double::doubleValue).toArray();
        workers.forEach(count, r -> ensembles.get(r).setLadder(ladder, starts.get(r)));
        return ladder.length;
    }

    private static SamplerState copy(SamplerPlan plan, SamplerState state) {
        Draw draw = Draw.of(state, 0);
        return new SamplerState(plan.structure().discrete(), draw.places(), draw.reals());
    }

    /** The largest inverse temperature whose chain would swap often enough, by the particles of all ensembles. */
    private static double nextPower(List<List<TemperedChain>> particles, double power) {
        List<TemperedChain> all = particles.stream().flatMap(List::stream).toList();
        double low = power;
        double high = 1;
        if (acceptance(all, power, 1) >= WANTED_ACCEPTANCE) {
            return 1;
        }
        for (int s = 0; s < 25; s++) {
            double middle = power == 0 && low == 0 ? high / 4 : 0.5 * (low + high);
            if (acceptance(all, power, middle) >= WANTED_ACCEPTANCE) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.max(low, power + 1e-9);
    }

    private static double acceptance(List<TemperedChain> all, double power, double next) {
        double[] gain = gains(all, power, next);
        double[] weights = weights(gain);
        double sum = 0;
        for (double mine : gain) {
            for (int j = 0; j < gain.length; j++) {
                sum += weights[j] * Math.min(1, Math.exp(mine - gain[j])) / gain.length;
            }
        }
        return sum;
    }

    private static double[] gains(List<TemperedChain> all, double power, double next) {
        return all.stream()
                .mapToDouble(chain -> chain.logDensity(next) - chain.logDensity(power))
                .toArray();
    }

    private static double[] weights(double[] gain) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double g : gain) {
            largest = Math.max(largest, g);
        }
        double[] weights = new double[gain.length];
        double total = 0;
        for (int j = 0; j < gain.length; j++) {
            weights[j] = Math.exp(gain[j] - largest);
            total += weights[j];
        }
        for (int j = 0; j < gain.length; j++) {
            weights[j] /= total;
        }
        return weights;
    }

    private static void resample(List<TemperedChain> own, double power, double next, RandomGenerator rng) {
        double[] weights = weights(gains(own, power, next));
        List<Draw> states = own.stream().map(chain -> Draw.of(chain.state(), 0)).toList();
        List<SamplerState> copies = new ArrayList<>();
        double at = rng.nextDouble() / own.size();
        double cumulative = 0;
        for (int j = 0; j < own.size(); j++) {
            cumulative += weights[j];
            while (at <= cumulative && copies.size() < own.size()) {
                copies.add(own.get(j).copyOf(states.get(j)));
                at += 1.0 / own.size();
            }
        }
        for (int p = 0; p < copies.size(); p++) {
            own.get(p).moveTo(copies.get(p));
        }
    }
}
