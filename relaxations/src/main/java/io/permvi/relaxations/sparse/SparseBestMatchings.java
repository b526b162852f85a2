package io.permvi.relaxations.sparse;

import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The k best partial matchings of scored pairs in order (Murty 1968; Lawler 1972): each component lists its own best ones
 * as far as they are needed, and lists are merged, since scores of components add. Cost O(k rows) assignments of a
 * component at worst.
 */
public final class SparseBestMatchings {
    private SparseBestMatchings() {}

    /**
     * A matching and its total score.
     *
     * @param pairOfRow the pair of each row, -1 for none
     * @param score the sum of the scores of its pairs
     */
    public record Scored(int[] pairOfRow, double score) {}

    /** What some components do other than their best, and what that costs. */
    private record Deviation(double cost, List<Choice> choices) {}

    /** The rank that a component takes in its own list. */
    private record Choice(ComponentList list, int rank) {}

    /**
     * The best matchings, best first; fewer than asked when there are no more.
     *
     * @param count how many, at least 1
     * @throws IllegalArgumentException when {@code count} is below 1
     */
    public static List<Scored> of(SparseScores scores, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of matchings must be at least 1, got " + count);
        }
        SparseAssignment best = SparseAssignment.partial(scores);
        Components components = Components.of(scores.graph());
        boolean[] all = new boolean[scores.pairs()];
        Arrays.fill(all, true);
        int[] local = new int[scores.graph().nodes()];
        LinkPropagation none = new LinkPropagation(scores.graph(), NodeRule.atMostOne(), components);
        List<Deviation> deviations = List.of(new Deviation(0, List.of()));
        for (int c = 0; c < components.count(); c++) {
            ComponentList list = new ComponentList(Cluster.of(scores, components, c, all, none, local));
            deviations = merge(deviations, list, count);
        }
        List<Scored> listed = new ArrayList<>();
        for (Deviation deviation : deviations) {
            int[] pairOfRow = best.pairs();
            deviation.choices().forEach(choice -> choice.list().write(choice.rank(), scores, pairOfRow));
            listed.add(new Scored(pairOfRow, scores.total(pairOfRow)));
        }
        return listed;
    }

    /** The best combinations of those before with the ranks of one more component. */
    private static List<Deviation> merge(List<Deviation> before, ComponentList list, int count) {
        PriorityQueue<Deviation> worstFirst =
                new PriorityQueue<>(Comparator.comparingDouble(Deviation::cost).reversed());
        worstFirst.addAll(before);
        for (int rank = 1; rank < count && list.has(rank); rank++) {
            double cost = list.cost(rank);
            for (Deviation deviation : before) {
                double sum = deviation.cost() + cost;
                if (worstFirst.size() == count && sum >= worstFirst.element().cost()) {
                    break;
                }
                List<Choice> choices = new ArrayList<>(deviation.choices());
                choices.add(new Choice(list, rank));
                worstFirst.add(new Deviation(sum, choices));
                if (worstFirst.size() > count) {
                    worstFirst.remove();
                }
            }
            if (worstFirst.size() == count && cost >= worstFirst.element().cost()) {
                break;
            }
        }
        return worstFirst.stream()
                .sorted(Comparator.comparingDouble(Deviation::cost))
                .toList();
    }

    /** The matchings of one component in order, found as they are asked for. */
    private static final class ComponentList {
        private final Cluster cluster;
        private final List<Branch> listed = new ArrayList<>();
        private final PriorityQueue<Branch> branches =
                new PriorityQueue<>(Comparator.comparingDouble(Branch::score).reversed());

        /** The best of a set: the first rows fixed, some choices of the next row forbidden. */
        private record Branch(int[] pairOfRow, double score, int fixed, List<Integer> forbidden) {}

        ComponentList(Cluster cluster) {
            this.cluster = cluster;
            int[] best = SparseAssignment.partial(cluster.scores()).pairs();
            listed.add(new Branch(best, cluster.scores().total(best), 0, List.of()));
            split(listed.get(0));
        }

        boolean has(int rank) {
            while (listed.size() <= rank && !branches.isEmpty()) {
                Branch next = branches.remove();
                listed.add(next);
                split(next);
            }
            return rank < listed.size();
        }

        double cost(int rank) {
            return listed.get(0).score() - listed.get(rank).score();
        }

        void write(int rank, SparseScores whole, int[] pairOfRow) {
            for (int e : cluster.pairs()) {
                if (pairOfRow[whole.row(e)] == e) {
                    pairOfRow[whole.row(e)] = -1;
                }
            }
            for (int e : listed.get(rank).pairOfRow()) {
                if (e >= 0) {
                    int pair = cluster.pairs()[e];
                    pairOfRow[whole.row(pair)] = pair;
                }
            }
        }

        /** All of the branch but its best: agreeing with it up to a row, and differing there. */
        private void split(Branch branch) {
            for (int row = branch.fixed(); row < cluster.scores().rows(); row++) {
                List<Integer> forbidden =
                        new ArrayList<>(row == branch.fixed() ? branch.forbidden() : List.<Integer>of());
                forbidden.add(branch.pairOfRow()[row]);
                add(branch, row, forbidden);
            }
        }

        /** Adds the best with the rows before {@code row} as in the branch and some choices of that row forbidden. */
        private void add(Branch branch, int row, List<Integer> forbidden) {
            SparseScores scores = cluster.scores();
            int m = scores.rows();
            int n = scores.columns();
            int[] rows = new int[scores.pairs() + m];
            int[] columns = new int[rows.length];
            double[] values = new double[rows.length];
            int count = 0;
            for (int i = 0; i < m; i++) {
                for (int e = scores.rowStart(i); e <= scores.rowStart(i + 1); e++) {
                    int choice = e < scores.rowStart(i + 1) ? e : -1;
                    boolean open = i < row ? branch.pairOfRow()[i] == choice : i > row || !forbidden.contains(choice);
                    if (open) {
                        rows[count] = i;
                        columns[count] = choice < 0 ? n + i : scores.column(choice);
                        values[count++] = choice < 0 ? 0 : scores.value(choice);
                    }
                }
            }
            SparseScores left = SparseScores.ofPairs(
                    m, n + m, Arrays.copyOf(rows, count), Arrays.copyOf(columns, count), Arrays.copyOf(values, count));
            try {
                SparseAssignment best = SparseAssignment.everyRow(left);
                int[] pairOfRow = new int[m];
                for (int i = 0; i < m; i++) {
                    int column = left.column(best.pairOfRow(i));
                    pairOfRow[i] = column < n ? scores.pair(i, column) : -1;
                }
                branches.add(new Branch(pairOfRow, best.score(), row, forbidden));
            } catch (InfeasibleMatchingException empty) {
                // nothing is left of this part of the split
                return;
            }
        }
    }
}
