package io.permvi.applications.puzzles;

import io.permvi.inference.networks.HardAssignments;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** A trained network at work on shuffled puzzles, one minibatch at a time. For one thread. */
public final class PuzzleSolver {
    private static final int SOFT_ITERATIONS = 100;

    private final PuzzleCut cut;
    private final EdgeScores network;
    private final double[] weights;
    private final NetworkPass pass;
    private final HardAssignments assignments;
    private final PuzzleCut.Minibatch minibatch;
    private final int[][] placeOfRow;
    private final int[] placeGuess;
    private final int kicks;
    private List<QuadraticProblem> problems = List.of();
    private Var scores;

    /**
     * For so many puzzles at a time.
     *
     * @param kicks of the search that improves the network's answer; 0 for the answer itself
     */
    public PuzzleSolver(PuzzleNetwork settings, double[] weights, int puzzles, int kicks) {
        this.kicks = kicks;
        this.cut = settings.cut();
        this.network = settings.scores();
        this.weights = weights;
        this.pass = new NetworkPass(network.parameters());
        this.assignments = new HardAssignments(cut.pieceCount());
        this.minibatch = cut.new Minibatch(puzzles);
        this.placeOfRow = new int[puzzles][cut.pieceCount()];
        this.placeGuess = new int[cut.pieceCount()];
    }

    /** Cuts an image and shuffles the pieces. */
    public void set(int puzzle, double[] pixels, RandomGenerator rng) {
        Permutation order = Permutation.random(cut.pieceCount(), rng);
        for (int r = 0; r < cut.pieceCount(); r++) {
            placeOfRow[puzzle][r] = order.place(r);
        }
        minibatch.set(puzzle, pixels, placeOfRow[puzzle]);
    }

    /** Looks at all puzzles. */
    public void solve() {
        pass.begin(weights);
        List<Var> guesses = network.scores(pass, minibatch.batch());
        scores = guesses.get(guesses.size() - 1);
        problems = kicks > 0 ? network.problems(pass, minibatch.batch()) : List.of();
    }

    /**
     * Where the solution puts the piece of each place.
     *
     * @param placeOfPiece Modified.
     */
    public void places(int puzzle, int[] placeOfPiece) {
        assignments.assign(scores.value(), puzzle, placeGuess);
        if (kicks > 0) {
            QuadraticAssignment search = QuadraticAssignment.withDefaults().withKicks(kicks);
            int[] better = search.improve(problems.get(puzzle), placeGuess, DrawRandom.of(kicks, puzzle, 0))
                    .matching()
                    .places();
            System.arraycopy(better, 0, placeGuess, 0, better.length);
        }
        for (int r = 0; r < placeGuess.length; r++) {
            placeOfPiece[placeOfRow[puzzle][r]] = placeGuess[r];
        }
    }

    /** The scores of one puzzle, shuffled pieces by places. */
    public DMatrixRMaj scores(int puzzle) {
        return block(scores.value(), puzzle);
    }

    /** The relaxed permutation of one puzzle at a temperature, shuffled pieces by places. */
    public DMatrixRMaj relaxed(int puzzle, double temperature) {
        SinkhornLayer sinkhorn = new SinkhornLayer(new SinkhornOperator(SOFT_ITERATIONS, 1e-6), temperature);
        return block(sinkhorn.apply(scores).value(), puzzle);
    }

    private DMatrixRMaj block(DMatrixRMaj stacked, int puzzle) {
        int n = cut.pieceCount();
        DMatrixRMaj block = new DMatrixRMaj(n, n);
        System.arraycopy(stacked.data, puzzle * n * n, block.data, 0, n * n);
        return block;
    }

    /** The shuffled pieces of one puzzle. */
    public DMatrixRMaj pieces(int puzzle) {
        int n = cut.pieceCount();
        DMatrixRMaj pieces = new DMatrixRMaj(n, cut.pixelsOfPiece());
        System.arraycopy(
                minibatch.pieces().data, puzzle * pieces.getNumElements(), pieces.data, 0, pieces.getNumElements());
        return pieces;
    }

    /** The place from which the piece in a row came. */
    public int placeOfRow(int puzzle, int row) {
        return placeOfRow[puzzle][row];
    }
}
