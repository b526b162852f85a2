package io.permvi.applications.puzzles;

import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.Dense;
import io.permvi.inference.networks.Initializer;
import io.permvi.inference.networks.Layer;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.Parameter;
import io.permvi.inference.networks.ParameterSet;
import io.permvi.inference.networks.ScoreNetwork;
import io.permvi.inference.networks.Sequence;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * Scores of puzzle pieces from what they show and from how well their sides fit, refined by messages between places.
 *
 * <p>Each piece i has scores U(i, q) of its own over the places. Each pair has a compatibility C(i, j) in each of the two
 * directions, a bilinear form of learned features of the sides that would touch. From P = S(U), each round does
 *
 * <pre>P = S(g, 5 iterations),   g(i, q) = u_t U(i, q) + w_t sum over j of
 *     C→(i, j) P(j, right of q) + C→(j, i) P(j, left of q) + C↓(i, j) P(j, below q) + C↓(j, i) P(j, above q),</pre>
 *
 * the expected fit of piece i at place q with its neighbors as they now seem to lie; u_t and w_t are learned and start at
 * 1. Nothing depends on the order of the pieces. Cost O(n² width + rounds n³) a puzzle of n pieces.
 */
public final class EdgeScores implements ScoreNetwork<PuzzleBatch> {
    private static final int REFINING_ITERATIONS = 5;

    private final Settings settings;
    private final Layer own;
    private final Layer sides;
    private final Layer toAfter;
    private final Layer toBefore;
    private final List<Parameter> seamWeights = new ArrayList<>();
    private final List<Parameter> ownWeights = new ArrayList<>();
    private final List<Parameter> fitWeights = new ArrayList<>();
    private final SinkhornLayer refine = new SinkhornLayer(new SinkhornOperator(REFINING_ITERATIONS, 0), 1);
    private final ParameterSet parameters;

    /**
     * The sizes of the network.
     *
     * @param rows rows of the grid
     * @param columns columns of the grid
     * @param pieceFeatures features of a piece
     * @param sideFeatures features of a side
     * @param width hidden units of the encoders
     * @param rank of the bilinear compatibility
     * @param rounds of messages, 0 or more
     * @param activation of the hidden units
     * @param seams whether the compatibility also counts how smoothly two sides join, by rules that need no learning; for
     *     photographs. Sides are then two lines of equal length, the touching one first.
     */
    public record Settings(
            int rows,
            int columns,
            int pieceFeatures,
            int sideFeatures,
            int width,
            int rank,
            int rounds,
            Activation activation,
            boolean seams) {
        /** Checks the sizes. */
        public Settings {
            if (rows < 1 || columns < 1 || pieceFeatures < 1 || sideFeatures < 1 || width < 1 || rank < 1) {
                throw new IllegalArgumentException("sizes of an edge network must be at least 1, got " + rows + " x "
                        + columns + ", features " + pieceFeatures + " and " + sideFeatures + ", width " + width
                        + ", rank " + rank);
            }
            if (seams && sideFeatures % 2 != 0) {
                throw new IllegalArgumentException("sides with seams are two lines, got " + sideFeatures + " features");
            }
            if (rounds < 0) {
                throw new IllegalArgumentException("rounds must be 0 or more, got " + rounds);
            }
        }

        /** The number of pieces. */
        public int size() {
            return rows * columns;
        }
    }

    /** A network of these sizes. */
    public EdgeScores(Settings settings) {
        this.settings = settings;
        int width = settings.width();
        own = Sequence.of(
                new Dense("own.1", settings.pieceFeatures(), width, settings.activation(), Initializer.uniformFanIn()),
                new Dense("own.2", width, settings.size(), Activation.IDENTITY, Initializer.uniformFanIn()));
        sides = Sequence.of(
                new Dense("sides.1", settings.sideFeatures(), width, settings.activation(), Initializer.uniformFanIn()),
                new Dense("sides.2", width, width, settings.activation(), Initializer.uniformFanIn()));
        toAfter = new Dense("after", width, settings.rank(), Activation.IDENTITY, Initializer.uniformFanIn());
        toBefore = new Dense("before", width, settings.rank(), Activation.IDENTITY, Initializer.uniformFanIn());
        List<Parameter> all = new ArrayList<>(own.parameters());
        if (settings.rounds() > 0) {
            all.addAll(sides.parameters());
            all.addAll(toAfter.parameters());
            all.addAll(toBefore.parameters());
        }
        for (SeamFit seam : SeamFit.values()) {
            if (settings.seams()) {
                String name = "seam." + seam.name().toLowerCase(Locale.ROOT);
                seamWeights.add(new Parameter(name, 1, 1, Initializer.constant(1)));
            }
        }
        all.addAll(seamWeights);
        for (int t = 0; t < settings.rounds(); t++) {
            ownWeights.add(new Parameter("round." + t + ".own", 1, 1, Initializer.constant(1)));
            fitWeights.add(new Parameter("round." + t + ".fit", 1, 1, Initializer.constant(1)));
            all.add(ownWeights.get(t));
            all.add(fitWeights.get(t));
        }
        parameters = ParameterSet.of(all);
    }

    @Override
    public ParameterSet parameters() {
        return parameters;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the puzzles have another grid
     */
    @Override
    public List<Var> scores(NetworkPass pass, PuzzleBatch batch) {
        if (batch.rows() != settings.rows() || batch.columns() != settings.columns()) {
            throw new IllegalArgumentException("network is for grids of " + settings.rows() + " x " + settings.columns()
                    + ", got " + batch.rows() + " x " + batch.columns());
        }
        Var scores = own.apply(pass, pass.tape().constant(batch.pieces()));
        List<Var> rounds = new ArrayList<>(List.of(scores));
        if (settings.rounds() > 0) {
            refine(pass, batch, compatibility(pass, batch), rounds);
        }
        return rounds;
    }

    /**
     * The quadratic assignment problem of each puzzle: the value of an assignment is the own scores of all pieces plus the
     * compatibilities of all pieces that touch, with the weights of the last round. The rounds of messages look for good
     * assignments softly; a search from their answer may still improve it.
     *
     * @param pass begun for use, not for training
     * @throws IllegalArgumentException when the network has no rounds
     */
    public List<QuadraticProblem> problems(NetworkPass pass, PuzzleBatch batch) {
        if (settings.rounds() == 0) {
            throw new IllegalArgumentException("a network without rounds has no compatibilities");
        }
        int last = settings.rounds() - 1;
        Var own = scores(pass, batch).get(0).scaledBy(pass.parameter(ownWeights.get(last)));
        Var fit = compatibility(pass, batch).scaledBy(pass.parameter(fitWeights.get(last)));
        int n = batch.size();
        List<QuadraticProblem> problems = new ArrayList<>();
        for (int t = 0; t < batch.puzzles(); t++) {
            QuadraticProblem.Term right = new QuadraticProblem.Term(block(fit, t, n), neighbors(batch, 1, 0));
            QuadraticProblem.Term below =
                    new QuadraticProblem.Term(block(fit, batch.puzzles() + t, n), neighbors(batch, 0, 1));
            problems.add(new QuadraticProblem(List.of(right, below), block(own, t, n), MatchingSpace.permutations(n)));
        }
        return problems;
    }

    private static DMatrixRMaj block(Var stacked, int t, int n) {
        DMatrixRMaj block = new DMatrixRMaj(n, n);
        System.arraycopy(stacked.value().data, t * n * n, block.data, 0, n * n);
        return block;
    }

    /** 1 where the second place lies so many columns and rows after the first. */
    private static DMatrixRMaj neighbors(PuzzleBatch batch, int columns, int rows) {
        DMatrixRMaj neighbors = new DMatrixRMaj(batch.size(), batch.size());
        for (int y = 0; y + rows < batch.rows(); y++) {
            for (int x = 0; x + columns < batch.columns(); x++) {
                neighbors.set(y * batch.columns() + x, (y + rows) * batch.columns() + x + columns, 1);
            }
        }
        return neighbors;
    }

    /** The compatibilities, first of all puzzles to the right, then of all puzzles downward; n by n each. */
    private Var compatibility(NetworkPass pass, PuzzleBatch batch) {
        Var shownAfter = pass.tape().constant(batch.after());
        Var shownBefore = pass.tape().constant(batch.before());
        Var after = toAfter.apply(pass, sides.apply(pass, shownAfter));
        Var before = toBefore.apply(pass, sides.apply(pass, shownBefore));
        Var fit = after.times(1 / Math.sqrt(settings.rank())).blockMult(before, 2 * batch.puzzles(), false, true);
        for (int k = 0; k < seamWeights.size(); k++) {
            Var seam = pass.tape().record(SeamFit.values()[k], fit.rows(), fit.columns(), shownAfter, shownBefore);
            fit = fit.plus(seam.scaledBy(pass.parameter(seamWeights.get(k))));
        }
        return fit;
    }

    private void refine(NetworkPass pass, PuzzleBatch batch, Var compatibility, List<Var> rounds) {
        var following = new NeighborColumns(batch.rows(), batch.columns(), 1);
        var preceding = new NeighborColumns(batch.rows(), batch.columns(), -1);
        int blocks = 2 * batch.puzzles();
        int n = batch.size();
        Var own = rounds.get(0);
        for (int t = 0; t < settings.rounds(); t++) {
            Var guess = refine.apply(rounds.get(t));
            Var next = pass.tape().record(following, n * blocks, n, guess);
            Var previous = pass.tape().record(preceding, n * blocks, n, guess);
            Var fit = compatibility
                    .blockMult(next, blocks, false, false)
                    .plus(compatibility.blockMult(previous, blocks, true, false));
            Var message = pass.tape().record(SumOfHalves.INSTANCE, own.rows(), n, fit);
            rounds.add(own.scaledBy(pass.parameter(ownWeights.get(t)))
                    .plus(message.scaledBy(pass.parameter(fitWeights.get(t)))));
        }
    }
}
