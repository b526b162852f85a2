package io.permvi.applications.link;

import io.permvi.relaxations.sparse.SparseAssignment;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What was found about two files: the probability of every candidate pair, and what was learned on the way. Immutable. */
public final class LinkResult {
    private final Records a;
    private final Records b;
    private final List<Field> fields;
    private final SparseScores scores;
    private final double[] probability;
    private final Optional<SparseMarginals> marginals;
    private final LinkModel model;

    /**
     * One comparison and what it tells.
     *
     * @param comparison of two records
     * @param weights by level
     */
    record Field(Comparison comparison, LevelWeights weights) {}

    /** @param marginals by which the probabilities were found, empty for independent choices */
    LinkResult(
            Records a,
            Records b,
            List<Field> fields,
            SparseScores scores,
            double[] probability,
            Optional<SparseMarginals> marginals,
            LinkModel model) {
        this.a = a;
        this.b = b;
        this.fields = List.copyOf(fields);
        this.scores = scores;
        this.probability = probability;
        this.marginals = marginals;
        this.model = model;
    }

    /** The first file. */
    public Records a() {
        return a;
    }

    /** The second file. */
    public Records b() {
        return b;
    }

    List<Field> fields() {
        return fields;
    }

    /**
     * What one comparison tells, for a person.
     *
     * @param name of the field
     * @param meanings of the levels, from least to most alike
     * @param bits by level, log2 of how much more often it is met among links than among other pairs
     */
    public record FieldWeights(String name, List<String> meanings, List<Double> bits) {}

    /** What every comparison tells. */
    public List<FieldWeights> fieldWeights() {
        return fields.stream()
                .map(field -> new FieldWeights(
                        field.comparison().name(),
                        IntStream.range(0, field.comparison().levels())
                                .mapToObj(field.comparison()::describe)
                                .toList(),
                        Arrays.stream(field.weights().weights())
                                .mapToObj(weight -> weight / Math.log(2))
                                .toList()))
                .toList();
    }

    /** The candidate pairs with their weights in the matching. */
    public SparseScores scores() {
        return scores;
    }

    /** The number of candidate pairs. */
    public int pairs() {
        return probability.length;
    }

    /** The probability that pair {@code e} is a link. */
    public double probability(int e) {
        return probability[e];
    }

    /** The posterior of the matching; empty for independent choices. */
    public Optional<SparseMarginals> marginals() {
        return marginals;
    }

    /** The expected number of links. */
    public double expectedLinks() {
        return Arrays.stream(probability).sum();
    }

    /** What was learned of links in general. */
    public LinkLaw law() {
        return model.law();
    }

    /** The pairs that are more probably links than not; for independent choices the better of two that clash. */
    public int[] links() {
        int[] likely = IntStream.range(0, pairs())
                .filter(e -> probability[e] > 0.5)
                .boxed()
                .sorted((x, y) -> Double.compare(probability[y], probability[x]))
                .mapToInt(e -> e)
                .toArray();
        boolean[] takenA = new boolean[a.size()];
        boolean[] takenB = new boolean[b.size()];
        return Arrays.stream(likely)
                .filter(e -> {
                    boolean free = !takenA[scores.row(e)] && !takenB[scores.column(e)];
                    takenA[scores.row(e)] = true;
                    takenB[scores.column(e)] = true;
                    return free;
                })
                .toArray();
    }

    /** The links of the best assignment with the same weights, for comparison. */
    public int[] assignment() {
        SparseAssignment best = SparseAssignment.partial(scores);
        return IntStream.range(0, a.size())
                .map(best::pairOfRow)
                .filter(e -> e >= 0)
                .toArray();
    }
}
