package io.permvi.inference.factor;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Beams down the tree of a {@link SequentialMatching}, whose levels are its items in their order and whose leaves are
 * matchings: the most probable matchings, and distinct draws. A beam of k keeps the best k prefixes of each level; with
 * the log probability of a prefix as its value these are likely matchings, with a Gumbel variable around it whose
 * children's largest is its own they are draws without replacement (stochastic beam search; Kool, van Hoof and Welling,
 * ICML 2019, algorithm 1). O(k items places) and one sort a level.
 *
 * @param matching the distribution, with one component or several
 */
public record SequentialSearch(SequentialMatching matching) {

    /**
     * A matching of a search.
     *
     * @param places of the items, in their own order
     * @param logProbability log q
     * @param value by which the beam compared: the log probability, or the Gumbel variable around it
     */
    public record Leaf(int[] places, double logProbability, double value) {}

    /**
     * What was found.
     *
     * @param leaves best first
     * @param certain whether no other matching can have a value above the last one's: nothing better was ever left out
     */
    public record Found(List<Leaf> leaves, boolean certain) {}

    /**
     * The most probable matchings, the mode first. Exact when {@link Found#certain}; a wider beam is more often.
     *
     * @param parameters of the matching, from {@code offset}. Not modified.
     * @param width of the beam, at least 1
     */
    public Found mostProbable(double[] parameters, int offset, int width) {
        return new Beam(parameters, offset, width, Optional.empty()).run();
    }

    /**
     * Distinct draws: the first is a draw, the second a draw among the others, and so on.
     *
     * @param parameters of the matching, from {@code offset}. Not modified.
     * @param count of the draws, at least 1; fewer are found where there are fewer matchings
     */
    public List<Leaf> distinct(double[] parameters, int offset, int count, RandomGenerator rng) {
        return new Beam(parameters, offset, count, Optional.of(rng)).run().leaves;
    }

    /** The matching of the first items of the order. */
    private static final class Prefix {
        private final Prefix parent;
        private final int place;
        /** log of weight times probability, of each component. */
        private final double[] byComponent;

        private final double logProbability;
        private double value;

        Prefix(Prefix parent, int place, double[] byComponent) {
            this.parent = parent;
            this.place = place;
            this.byComponent = byComponent;
            logProbability = LogSumExp.of(byComponent, 0, byComponent.length);
            value = logProbability;
        }
    }

    private final class Beam {
        private final SparsityPattern allowed = matching.latent().space().allowed();
        private final boolean partial = matching.latent().space().partial();
        private final boolean guarded = !partial && !allowed.isFull();
        private final CompletableChoices choices =
                new CompletableChoices(guarded ? allowed : SparsityPattern.all(1, 1));
        private final int[] rows = matching.orderOfRows();
        private final int[] places = new int[rows.length];
        private final boolean[] taken = new boolean[allowed.columns()];
        private final double[] parameters;
        private final int offset;
        private final int width;
        private final Optional<RandomGenerator> rng;
        private double bestLeftOut = Double.NEGATIVE_INFINITY;

        Beam(double[] parameters, int offset, int width, Optional<RandomGenerator> rng) {
            if (width < 1) {
                throw new IllegalArgumentException("a beam must be at least 1 wide, got " + width);
            }
            this.parameters = parameters;
            this.offset = offset;
            this.width = width;
            this.rng = rng;
        }

        Found run() {
            List<Prefix> level = List.of(root());
            for (int s = 0; s < rows.length; s++) {
                List<Prefix> children = new ArrayList<>();
                for (Prefix parent : level) {
                    List<Prefix> own = children(parent, s);
                    rng.ifPresent(random -> perturb(parent, own, random));
                    children.addAll(own);
                }
                children.sort(Comparator.comparingDouble(child -> -child.value));
                if (children.size() > width) {
                    bestLeftOut = Math.max(bestLeftOut, children.get(width).value);
                }
                level = children.subList(0, Math.min(width, children.size()));
            }
            List<Leaf> leaves = new ArrayList<>();
            for (Prefix leaf : level) {
                trace(leaf, rows.length);
                leaves.add(new Leaf(places.clone(), leaf.logProbability, leaf.value));
            }
            boolean certain = leaves.get(leaves.size() - 1).value >= bestLeftOut;
            return new Found(leaves, certain);
        }

        private Prefix root() {
            int components = matching.components();
            double[] weights = new double[components];
            if (components > 1) {
                System.arraycopy(parameters, offset + components * matching.componentSize(), weights, 0, components);
                double total = LogSumExp.of(weights, 0, components);
                Arrays.setAll(weights, k -> weights[k] - total);
            }
            Prefix root = new Prefix(null, Matching.UNMATCHED, weights);
            rng.ifPresent(random -> root.value = gumbel(random));
            return root;
        }

        private static double gumbel(RandomGenerator random) {
            return -Math.log(random.nextExponential());
        }

        /** Writes the places of a prefix and what they take. */
        private void trace(Prefix leaf, int length) {
            Arrays.fill(taken, false);
            Prefix prefix = leaf;
            for (int s = length - 1; s >= 0; s--) {
                places[rows[s]] = prefix.place;
                if (prefix.place != Matching.UNMATCHED) {
                    taken[prefix.place] = true;
                }
                prefix = prefix.parent;
            }
        }

        private List<Prefix> children(Prefix parent, int s) {
            trace(parent, s);
            if (guarded) {
                choices.reset();
                for (int t = 0; t < s; t++) {
                    choices.prepare(rows[t]);
                    choices.take(rows[t], places[rows[t]]);
                }
                choices.prepare(rows[s]);
            }
            int row = rows[s];
            int[] entries = new int[allowed.rowCount(row) + 1];
            int count = 0;
            for (int e = allowed.rowStart(row); e < allowed.rowEnd(row); e++) {
                if (guarded ? choices.allows(allowed.column(e)) : !taken[allowed.column(e)]) {
                    entries[count++] = e;
                }
            }
            if (partial) {
                entries[count++] = allowed.count() + row;
            }
            double[][] logs = new double[matching.components()][];
            for (int k = 0; k < logs.length; k++) {
                logs[k] = logSoftmax(k, entries, count);
            }
            List<Prefix> children = new ArrayList<>(count);
            for (int c = 0; c < count; c++) {
                double[] byComponent = new double[logs.length];
                for (int k = 0; k < logs.length; k++) {
                    byComponent[k] = parent.byComponent[k] + logs[k][c];
                }
                int place = entries[c] < allowed.count() ? allowed.column(entries[c]) : Matching.UNMATCHED;
                children.add(new Prefix(parent, place, byComponent));
            }
            return children;
        }

        private double[] logSoftmax(int component, int[] entries, int count) {
            double[] logs = new double[count];
            int at = offset + component * matching.componentSize();
            Arrays.setAll(logs, c -> parameters[at + entries[c]]);
            double total = LogSumExp.of(logs, 0, count);
            Arrays.setAll(logs, c -> logs[c] - total);
            return logs;
        }

        /** Gumbel variables around the log probabilities of children, given that their largest is that of their parent. */
        private static void perturb(Prefix parent, List<Prefix> children, RandomGenerator random) {
            double largest = Double.NEGATIVE_INFINITY;
            for (Prefix child : children) {
                child.value = child.logProbability + gumbel(random);
                largest = Math.max(largest, child.value);
            }
            for (Prefix child : children) {
                double below = child.value - largest;
                // log(1 - exp(below)) is minus infinity for the largest itself
                double v = parent.value - child.value + Math.log(-Math.expm1(below));
                child.value = parent.value - Math.max(0, v) - Math.log1p(Math.exp(-Math.abs(v)));
            }
        }
    }
}
