package io.permvi.inference.sampling;

import io.permvi.inference.structure.EntryScores;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.RandomMatchings;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * f = &lt;G, x&gt; + phi(number matched): a change costs one addition an entry. G comes from one gradient, or a few,
 * for each value of the reals, differences of phi from two forwards each, when they are needed first.
 */
final class LinearChanges implements Changes {
    private static final int OFFSETS_TO_TRUST = 5;
    private static final double TOLERANCE = 1e-7;

    private final ModelPoint point;
    private final boolean counted;
    private final EntryScores scores;
    private final DMatrixRMaj[] gradient;
    private final double[][] countGain;
    private final double[][] baseGain;
    private final double[] offset;
    private final boolean[] shifts;
    private int offsetsSeen;
    private final int[][] nested;
    private final int[] matched;
    private final int[] difference;
    private double[] realsOfGradient = new double[0];
    private boolean known;
    private SamplerState state;
    private double power;
    private ChangeList last;

    LinearChanges(ModelPoint point, boolean counted, int rank) {
        this.point = point;
        this.counted = counted;
        List<DiscreteLatent> latents = point.discreteLatents();
        scores = new EntryScores(point, rank);
        gradient = new DMatrixRMaj[latents.size()];
        countGain = new double[latents.size()][];
        baseGain = new double[latents.size()][];
        offset = new double[latents.size()];
        shifts = new boolean[latents.size()];
        Arrays.fill(shifts, true);
        nested = new int[latents.size()][];
        matched = new int[latents.size()];
        difference = new int[latents.size()];
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] = scores.scores(k);
            countGain[k] =
                    new double[Math.min(latents.get(k).rows(), latents.get(k).columns())];
            baseGain[k] = new double[countGain[k].length];
            Arrays.fill(baseGain[k], Double.NaN);
            nested[k] = RandomMatchings.draw(latents.get(k), DrawRandom.of(0, 0, k));
        }
    }

    @Override
    public void start(SamplerState newState, double newPower) {
        state = newState;
        power = newPower;
        if (!known || !Arrays.equals(realsOfGradient, state.reals())) {
            state.writeTo(point);
            scores.read();
            for (int k = 0; k < gradient.length; k++) {
                Arrays.fill(countGain[k], Double.NaN);
                offset[k] = Double.NaN;
            }
            offsetsSeen++;
            realsOfGradient = state.reals().clone();
            known = true;
        }
        for (int k = 0; counted && k < matched.length; k++) {
            matched[k] = 0;
            for (int place : state.places(k)) {
                matched[k] += place == Matching.UNMATCHED ? 0 : 1;
            }
        }
    }

    @Override
    public double change(ChangeList change) {
        last = change;
        double sum = 0;
        Arrays.fill(difference, 0);
        for (int e = 0; e < change.size(); e++) {
            int k = change.latent(e);
            sum += change.sign(e) * gradient[k].data[change.item(e) * gradient[k].numCols + change.place(e)];
            difference[k] += change.sign(e);
        }
        for (int k = 0; counted && k < matched.length; k++) {
            if (difference[k] != 0) {
                sum += countChange(k);
            }
        }
        return power * sum;
    }

    private double countChange(int k) {
        double sum = 0;
        int to = matched[k] + difference[k];
        for (int c = Math.min(to, matched[k]); c < Math.max(to, matched[k]); c++) {
            sum += (to > matched[k] ? 1 : -1) * countGain(k, c);
        }
        return sum;
    }

    /**
     * phi(c + 1) - phi(c). Other reals mostly add one number to all these differences: once that has been seen for some
     * values of the reals, a single difference gives all.
     */
    private double countGain(int k, int c) {
        if (Double.isNaN(offset[k])) {
            offset[k] = offsetOfKnown(k);
        }
        if (Double.isNaN(countGain[k][c])) {
            boolean follows = offsetsSeen >= OFFSETS_TO_TRUST && shifts[k] && !Double.isNaN(baseGain[k][c]);
            countGain[k][c] = follows ? baseGain[k][c] + offset[k] : comparedGain(k, c);
        }
        return countGain[k][c];
    }

    private double offsetOfKnown(int k) {
        for (int c = 0; c < baseGain[k].length; c++) {
            if (!Double.isNaN(baseGain[k][c])) {
                countGain[k][c] = evaluatedGain(k, c);
                return countGain[k][c] - baseGain[k][c];
            }
        }
        return 0;
    }

    private double comparedGain(int k, int c) {
        double gain = evaluatedGain(k, c);
        if (Double.isNaN(baseGain[k][c])) {
            baseGain[k][c] = gain - offset[k];
        } else {
            shifts[k] &= Math.abs(gain - baseGain[k][c] - offset[k]) <= TOLERANCE * (1 + Math.abs(gain));
        }
        return gain;
    }

    private double evaluatedGain(int k, int c) {
        state.writeTo(point);
        int item = setNested(k, c);
        double before = point.forward();
        point.value(k).set(item, nested[k][item], 1);
        return point.forward() - before - gradient[k].get(item, nested[k][item]);
    }

    /** Sets c pairs; returns the item of the next. */
    private int setNested(int k, int c) {
        if (pairs(nested[k]) <= c) {
            nested[k] = state.places(k).clone();
            complete(k);
        }
        point.value(k).zero();
        int pairs = 0;
        for (int i = 0; i < nested[k].length; i++) {
            if (nested[k][i] != Matching.UNMATCHED) {
                if (pairs++ == c) {
                    return i;
                }
                point.value(k).set(i, nested[k][i], 1);
            }
        }
        throw new IllegalStateException("no matching of " + (c + 1) + " pairs was seen");
    }

    /** Adds the pairs of the change that is looked at. */
    private void complete(int k) {
        for (int e = 0; e < last.size(); e++) {
            if (last.latent(e) == k && last.sign(e) > 0) {
                nested[k][last.item(e)] = last.place(e);
            }
        }
    }

    private static int pairs(int[] places) {
        int pairs = 0;
        for (int place : places) {
            pairs += place == Matching.UNMATCHED ? 0 : 1;
        }
        return pairs;
    }

    @Override
    public void commit() {
        state.apply(last);
        for (int k = 0; counted && k < matched.length; k++) {
            matched[k] += difference[k];
        }
    }
}
