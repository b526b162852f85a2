package io.permvi.inference;

import io.permvi.models.MatchingDensity;
import io.permvi.models.PermutationLatent;
import io.permvi.relaxations.permutation.AllowedEntries;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A Metropolis chain over matchings whose moves exchange the contents of two places. An item is drawn uniformly among
 * those with a choice, then one of its allowed places; the proposal is symmetric because each of the two items may have
 * been drawn. Some moves exchange the same two places in every matching at once: when several matchings share their
 * places, that is how all of them leave a common mistake together.
 */
final class ExchangeChain {
    private final MatchingDensity.Pass pass;
    private final RandomGenerator rng;
    private final List<PermutationLatent> latents;
    private final AllowedEntries[] allowed;
    private final int[][] movable;
    private final int[] latentOfMovable;
    private final int[] itemOfMovable;
    private final double commonShare;
    private final int[][] best;
    private double bestLogDensity = Double.NEGATIVE_INFINITY;
    private long accepted;
    private long proposed;

    ExchangeChain(MatchingDensity density, List<Matching> start, double commonShare, RandomGenerator rng) {
        this.rng = rng;
        latents = density.latents();
        pass = density.newPass();
        allowed = new AllowedEntries[latents.size()];
        movable = new int[latents.size()][];
        best = new int[latents.size()][];
        int total = 0;
        for (int k = 0; k < allowed.length; k++) {
            allowed[k] = latents.get(k).space().allowed();
            movable[k] = movableItems(allowed[k]);
            best[k] = new int[latents.get(k).rows()];
            total += movable[k].length;
        }
        latentOfMovable = new int[total];
        itemOfMovable = new int[total];
        int next = 0;
        for (int k = 0; k < movable.length; k++) {
            for (int item : movable[k]) {
                latentOfMovable[next] = k;
                itemOfMovable[next++] = item;
            }
        }
        this.commonShare = canMoveTogether() ? commonShare : 0;
        pass.start(start);
        keepBest();
    }

    private static int[] movableItems(AllowedEntries allowed) {
        int[] items = new int[allowed.rows()];
        int count = 0;
        for (int i = 0; i < items.length; i++) {
            if (allowed.rowCount(i) > 1) {
                items[count++] = i;
            }
        }
        return java.util.Arrays.copyOf(items, count);
    }

    private boolean canMoveTogether() {
        for (PermutationLatent latent : latents) {
            if (latent.columns() != latents.get(0).columns()) {
                return false;
            }
        }
        return latents.size() > 1;
    }

    /** Makes proposals at a temperature. */
    void advance(int proposals, double temperature) {
        for (int p = 0; p < proposals && itemOfMovable.length > 0; p++) {
            propose(temperature);
        }
    }

    /** Sweeps over all exchanges in a random order of items, taking those that help, until none of a sweep does. */
    void climb(int maxSweeps) {
        boolean moved = true;
        for (int sweep = 0; sweep < maxSweeps && moved; sweep++) {
            moved = false;
            for (int k = 0; k < allowed.length; k++) {
                for (int i : movable[k]) {
                    moved |= climb(k, i);
                }
            }
        }
        keepBest();
    }

    private boolean climb(int k, int i) {
        int[] starts = allowed[k].rowStarts();
        boolean moved = false;
        for (int e = starts[i]; e < starts[i + 1]; e++) {
            int from = pass.placeOf(k, i);
            int to = allowed[k].columnIndices()[e];
            if (feasible(k, from, to) && pass.change(k, from, to) > 1e-9) {
                pass.exchange();
                moved = true;
            }
        }
        return moved;
    }

    private void propose(double temperature) {
        int drawn = rng.nextInt(itemOfMovable.length);
        int k = latentOfMovable[drawn];
        int item = itemOfMovable[drawn];
        int row = allowed[k].rowStarts()[item];
        int to = allowed[k].columnIndices()[row + rng.nextInt(allowed[k].rowCount(item))];
        int from = pass.placeOf(k, item);
        double threshold = -temperature * rng.nextExponential();
        proposed++;
        if (from == to) {
            return;
        }
        if (commonShare > 0 && rng.nextDouble() < commonShare) {
            proposeTogether(from, to, threshold);
        } else if (feasible(k, from, to) && pass.change(k, from, to) >= threshold) {
            pass.exchange();
            accept();
        }
    }

    private void proposeTogether(int from, int to, double threshold) {
        for (int k = 0; k < allowed.length; k++) {
            if (!feasible(k, from, to)) {
                return;
            }
        }
        double change = exchangeAll(from, to);
        if (change >= threshold) {
            accept();
        } else {
            exchangeAll(from, to);
        }
    }

    private double exchangeAll(int from, int to) {
        double change = 0;
        for (int k = 0; k < allowed.length; k++) {
            change += pass.change(k, from, to);
            pass.exchange();
        }
        return change;
    }

    /** Whether the contents of two places may trade them; false when both are empty. */
    private boolean feasible(int k, int from, int to) {
        int item = pass.itemAt(k, from);
        int partner = pass.itemAt(k, to);
        if (item == Matching.UNMATCHED && partner == Matching.UNMATCHED) {
            return false;
        }
        return (item == Matching.UNMATCHED || allowed[k].allows(item, to))
                && (partner == Matching.UNMATCHED || allowed[k].allows(partner, from));
    }

    private void accept() {
        accepted++;
        if (pass.logDensity() > bestLogDensity + 1e-9) {
            keepBest();
        }
    }

    private void keepBest() {
        if (pass.logDensity() <= bestLogDensity) {
            return;
        }
        bestLogDensity = pass.logDensity();
        for (int k = 0; k < best.length; k++) {
            for (int i = 0; i < best[k].length; i++) {
                best[k][i] = pass.placeOf(k, i);
            }
        }
    }

    /** Adds the state to counts, one matrix a latent. */
    void count(List<DMatrixRMaj> counts) {
        for (int k = 0; k < counts.size(); k++) {
            DMatrixRMaj matrix = counts.get(k);
            for (int i = 0; i < matrix.numRows; i++) {
                matrix.data[i * matrix.numCols + pass.placeOf(k, i)]++;
            }
        }
    }

    List<Matching> state() {
        List<Matching> state = new ArrayList<>();
        for (int k = 0; k < allowed.length; k++) {
            int[] places = new int[allowed[k].rows()];
            for (int i = 0; i < places.length; i++) {
                places[i] = pass.placeOf(k, i);
            }
            state.add(Matching.of(allowed[k].columns(), places));
        }
        return List.copyOf(state);
    }

    List<Matching> best() {
        List<Matching> matchings = new ArrayList<>();
        for (int k = 0; k < best.length; k++) {
            matchings.add(Matching.of(allowed[k].columns(), best[k]));
        }
        return List.copyOf(matchings);
    }

    double bestLogDensity() {
        return bestLogDensity;
    }

    double logDensity() {
        return pass.logDensity();
    }

    /** Returns to a state, for instance the best. */
    void restart(List<Matching> state) {
        pass.start(state);
    }

    double acceptance() {
        return proposed == 0 ? 0 : (double) accepted / proposed;
    }
}
