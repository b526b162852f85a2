package io.permvi.applications.worms;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingState;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** The state of the collapsed dynamics: one regression for each neuron, kept up to date through exchanges. */
public final class CollapsedPass implements MatchingDensity.Pass {
    private static final int NONE = -1;

    private enum Change {
        REBUILD,
        TARGET,
        REGRESSORS
    }

    private final CollapsedDynamics model;
    private final int n;
    private final double ratio;
    private final int largest;
    private final DynamicsRow[] rows;
    /** For each neuron, the rows that it drives. */
    private final int[][] driven;
    /** Position of neuron c among the neighbors of row r, or -1. */
    private final short[][] position;
    /** Statistics of each worm with a zero row and column for "no cell". */
    private final double[][][] lagged;

    private final double[][][] crossed;
    private final double[][] squares;
    private final int[] steps;
    /** Cell of each neuron, the number of cells where it has none; then the neuron of each cell. */
    private final int[][] cellOf;

    private final int[][] neuronOf;
    private final double[][] scratch;
    private final double[][] factor;
    private final double[] scratchCross;
    private final double[] solution;

    private final int[] touched;
    private final Change[] kinds;
    private int touchedCount;
    private boolean pending;
    private int worm;
    private int place;
    private int other;
    private double pendingChange;
    private double logDensity;

    CollapsedPass(CollapsedDynamics model) {
        this.model = model;
        n = model.connectome().synapses().rows();
        ratio = model.noise().ratio(model.weightVariance());
        rows = new DynamicsRow[n];
        position = new short[n][n];
        int width = 1;
        for (int r = 0; r < n; r++) {
            int[] neighbors = model.connectome().synapses().columnsOfRow(r);
            rows[r] = new DynamicsRow(neighbors);
            Arrays.fill(position[r], (short) NONE);
            for (int c = 0; c < neighbors.length; c++) {
                position[r][neighbors[c]] = (short) c;
            }
            width = Math.max(width, neighbors.length);
        }
        largest = width;
        SparsityPattern transposed = model.connectome().synapses().transpose();
        driven = IntStream.range(0, n).mapToObj(transposed::columnsOfRow).toArray(int[][]::new);
        int count = model.worms().size();
        lagged = new double[count][][];
        crossed = new double[count][][];
        squares = new double[count][];
        steps = new int[count];
        cellOf = new int[count][n];
        neuronOf = new int[count][];
        for (int j = 0; j < count; j++) {
            ActivityStatistics statistics = model.worms().get(j).statistics();
            lagged[j] = padded(statistics.s00().data, statistics.cells());
            crossed[j] = padded(statistics.s10().data, statistics.cells());
            squares[j] = statistics.s11();
            steps[j] = statistics.transitions();
            neuronOf[j] = new int[statistics.cells()];
        }
        scratch = new double[largest][largest];
        factor = new double[largest][largest];
        scratchCross = new double[largest];
        solution = new double[largest];
        touched = new int[n + 2];
        kinds = new Change[n + 2];
    }

    private static double[][] padded(double[] data, int m) {
        double[][] rows = new double[m + 1][m + 1];
        for (int i = 0; i < m; i++) {
            System.arraycopy(data, i * m, rows[i], 0, m);
        }
        return rows;
    }

    @Override
    public double start(List<Matching> matchings) {
        MatchingState.requireComplete(model.latents(), matchings);
        for (int j = 0; j < cellOf.length; j++) {
            place(j, matchings.get(j));
        }
        logDensity = 0;
        for (int r = 0; r < n; r++) {
            rebuild(r);
            logDensity += rows[r].evidence;
        }
        pending = false;
        return logDensity;
    }

    private void place(int j, Matching matching) {
        int cells = matching.items();
        Arrays.fill(cellOf[j], cells);
        for (int i = 0; i < cells; i++) {
            neuronOf[j][i] = matching.place(i);
            cellOf[j][matching.place(i)] = i;
        }
    }

    @Override
    public int itemAt(int latent, int place) {
        int cell = cellOf[latent][place];
        return cell == neuronOf[latent].length ? Matching.UNMATCHED : cell;
    }

    @Override
    public int placeOf(int latent, int item) {
        return neuronOf[latent][item];
    }

    @Override
    public double logDensity() {
        return logDensity;
    }

    @Override
    public double change(int latent, int place, int other) {
        worm = latent;
        this.place = place;
        this.other = other;
        pending = true;
        touchedCount = 0;
        considerTarget(place, other);
        considerTarget(other, place);
        int x = cellOf[latent][place];
        int y = cellOf[latent][other];
        for (int r : driven[place]) {
            if (r != place && r != other) {
                considerRegressors(r, x, y);
            }
        }
        for (int r : driven[other]) {
            if (r != place && r != other && position[r][place] < 0) {
                considerRegressors(r, x, y);
            }
        }
        pendingChange = 0;
        for (int t = 0; t < touchedCount; t++) {
            DynamicsRow row = rows[touched[t]];
            row.newEvidence =
                    evidence(row.k, row.newLogDeterminant, row.newQuadratic, row.newTargetSquares, row.newSamples);
            pendingChange += row.newEvidence - row.evidence;
        }
        return pendingChange;
    }

    /** The row of a neuron whose own cell changes to that of {@code partner}. */
    private void considerTarget(int r, int partner) {
        DynamicsRow row = rows[r];
        int cells = neuronOf[worm].length;
        int x = cellOf[worm][r];
        int y = cellOf[worm][partner];
        boolean regressorsChange = position[r][partner] >= 0 || position[r][r] >= 0;
        if (regressorsChange || x == cells || y == cells) {
            considerFromData(r);
            touch(r, Change.REBUILD);
            return;
        }
        double[] newTarget = crossed[worm][y];
        double[] oldTarget = crossed[worm][x];
        int[] cell = cellOf[worm];
        for (int c = 0; c < row.k; c++) {
            int i = cell[row.neighbors[c]];
            row.newCross[c] = row.cross[c] + newTarget[i] - oldTarget[i];
        }
        row.considerCross();
        row.newTargetSquares = row.targetSquares + squares[worm][y] - squares[worm][x];
        row.newSamples = row.samples;
        touch(r, Change.TARGET);
    }

    /** A row with the same target and one or two changed regressors: place gets cell y, other gets cell x. */
    private void considerRegressors(int r, int x, int y) {
        int target = cellOf[worm][r];
        if (target == neuronOf[worm].length) {
            return;
        }
        DynamicsRow row = rows[r];
        int atPlace = position[r][place];
        int atOther = position[r][other];
        double[] cross = crossed[worm][target];
        double shift = cross[y] - cross[x];
        row.newTargetSquares = row.targetSquares;
        row.newSamples = row.samples;
        if (atPlace >= 0 && atOther >= 0) {
            writeColumn(row, row.newColumns[0], atPlace, x, y);
            writeColumn(row, row.newColumns[1], atOther, y, x);
            double between = row.precision[atPlace][atOther];
            row.newColumns[0][atOther] = between;
            row.newColumns[1][atPlace] = between;
            row.considerTwo(atPlace, atOther, row.cross[atPlace] + shift, row.cross[atOther] - shift);
        } else if (atPlace >= 0) {
            writeColumn(row, row.newColumns[0], atPlace, x, y);
            row.considerOne(atPlace, row.cross[atPlace] + shift);
        } else {
            writeColumn(row, row.newColumns[0], atOther, y, x);
            row.considerOne(atOther, row.cross[atOther] - shift);
        }
        touch(r, Change.REGRESSORS);
    }

    /** The column of the precision when the regressor at a position changes from one cell to another. */
    private void writeColumn(DynamicsRow row, double[] column, int at, int from, int to) {
        double[] old = row.precision[at];
        double[] added = lagged[worm][to];
        double[] removed = lagged[worm][from];
        int[] cell = cellOf[worm];
        int[] neighbors = row.neighbors;
        for (int c = 0; c < column.length; c++) {
            int i = cell[neighbors[c]];
            column[c] = old[c] + added[i] - removed[i];
        }
        column[at] = old[at] + added[to] - removed[from];
    }

    private void touch(int r, Change kind) {
        touched[touchedCount] = r;
        kinds[touchedCount++] = kind;
    }

    @Override
    public void exchange() {
        if (!pending) {
            throw new IllegalStateException("exchange needs a change since the last exchange or start");
        }
        pending = false;
        int x = cellOf[worm][place];
        int y = cellOf[worm][other];
        swapCells();
        for (int t = 0; t < touchedCount; t++) {
            int r = touched[t];
            DynamicsRow row = rows[r];
            if (kinds[t] == Change.REBUILD || row.isStale()) {
                rebuild(r);
            } else {
                update(row, kinds[t], x, y);
            }
        }
        logDensity += pendingChange;
    }

    private void update(DynamicsRow row, Change kind, int x, int y) {
        if (kind == Change.TARGET) {
            row.takeCross();
        } else {
            double between = 0;
            if (row.secondPosition >= 0) {
                double[] newcomer = lagged[worm][y];
                between = row.precision[row.firstPosition][row.secondPosition] + newcomer[y] - newcomer[x];
            }
            row.takeColumns(between);
        }
        row.targetSquares = row.newTargetSquares;
        row.samples = row.newSamples;
        row.evidence = row.newEvidence;
    }

    private void swapCells() {
        int[] cell = cellOf[worm];
        int x = cell[place];
        int y = cell[other];
        cell[place] = y;
        cell[other] = x;
        int cells = neuronOf[worm].length;
        if (x < cells) {
            neuronOf[worm][x] = other;
        }
        if (y < cells) {
            neuronOf[worm][y] = place;
        }
    }

    /** The log evidence of one neuron's regression at the state. */
    double rowEvidence(int neuron) {
        return rows[neuron].evidence;
    }

    /**
     * The posterior mean of the squared weights at the state, averaged over all synapses; in units of the noise variance
     * when that is unknown. Setting the prior variance to it is a step of expectation maximization for the evidence.
     */
    public double meanSquaredWeight() {
        double sum = 0;
        int count = 0;
        for (DynamicsRow row : rows) {
            double noise = model.noise().posteriorMean(row.targetSquares - row.quadratic, row.samples);
            double unit = model.noise().known() ? 1 : noise;
            for (int c = 0; c < row.k; c++) {
                sum += (row.mean[c] * row.mean[c] + noise * row.inverse[c][c]) / unit;
            }
            count += row.k;
        }
        return sum / Math.max(1, count);
    }

    /** How badly the names fit the activity; see {@link NameMisfit}. Zero when recordings are too short for it. */
    public double misfit() {
        return NameMisfit.of(this);
    }

    /** The cell of a neuron in a worm, the number of cells where it has none. */
    int cellOf(int worm, int neuron) {
        return cellOf[worm][neuron];
    }

    /** What the weights into a neuron leave of its activity in all worms. */
    double squaresLeft(int neuron) {
        return rows[neuron].targetSquares - rows[neuron].quadratic;
    }

    /** What they leave of it in one worm, on average over their posterior at a variance of the noise. */
    double squaresLeft(int r, int j, double noise) {
        int cell = cellOf[j][r];
        return rows[r].squaresLeft(squares[j][cell], crossed[j][cell], lagged[j], cellOf[j], noise);
    }

    CollapsedDynamics model() {
        return model;
    }

    /**
     * The posterior mean of the weights at the state.
     *
     * @param weights n by n. Modified.
     */
    public void meanWeights(DMatrixRMaj weights) {
        weights.zero();
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < rows[r].k; c++) {
                weights.set(r, rows[r].neighbors[c], rows[r].mean[c]);
            }
        }
    }

    /**
     * Draws the weights from their posterior at the state, as a Gibbs sampler does; the noise variance must be known.
     *
     * @param weights n by n. Modified.
     * @throws IllegalStateException when the noise variance is unknown
     */
    public void drawWeights(DMatrixRMaj weights, RandomGenerator rng) {
        if (!model.noise().known()) {
            throw new IllegalStateException("weights are drawn for a known noise variance only");
        }
        meanWeights(weights);
        double deviation = Math.sqrt(model.noise().value());
        for (int r = 0; r < n; r++) {
            rows[r].drawNoise(rng, factor, solution);
            for (int c = 0; c < rows[r].k; c++) {
                weights.add(r, rows[r].neighbors[c], deviation * solution[c]);
            }
        }
    }

    private double evidence(int k, double logDeterminant, double quadratic, double targetSquares, int samples) {
        return model.noise().logEvidence(k, model.weightVariance(), logDeterminant, quadratic, targetSquares, samples);
    }

    /** The candidate of a row from the data, O(k^3). */
    private void considerFromData(int r) {
        DynamicsRow row = rows[r];
        swapCells();
        gather(row, r, scratch, scratchCross);
        row.newTargetSquares = gatheredSquares;
        row.newSamples = gatheredSamples;
        swapCells();
        row.newLogDeterminant = SymmetricInverse.factor(scratch, factor, row.k);
        row.newQuadratic = SymmetricInverse.quadratic(factor, scratchCross, solution, row.k);
    }

    private void rebuild(int r) {
        DynamicsRow row = rows[r];
        gather(row, r, row.precision, row.cross);
        row.targetSquares = gatheredSquares;
        row.samples = gatheredSamples;
        row.rebuild();
        row.evidence = evidence(row.k, row.logDeterminant, row.quadratic, row.targetSquares, row.samples);
    }

    private double gatheredSquares;
    private int gatheredSamples;

    private void gather(DynamicsRow row, int r, double[][] precision, double[] cross) {
        int k = row.k;
        for (int c = 0; c < k; c++) {
            Arrays.fill(precision[c], 0, k, 0);
            precision[c][c] = ratio;
            cross[c] = 0;
        }
        gatheredSquares = 0;
        gatheredSamples = 0;
        for (int j = 0; j < cellOf.length; j++) {
            int target = cellOf[j][r];
            if (target < neuronOf[j].length) {
                addWorm(j, target, row.neighbors, precision, cross);
                gatheredSquares += squares[j][target];
                gatheredSamples += steps[j];
            }
        }
    }

    private void addWorm(int j, int target, int[] neighbors, double[][] precision, double[] cross) {
        int[] cell = cellOf[j];
        double[] products = crossed[j][target];
        for (int c = 0; c < neighbors.length; c++) {
            double[] own = lagged[j][cell[neighbors[c]]];
            double[] line = precision[c];
            for (int d = 0; d < neighbors.length; d++) {
                line[d] += own[cell[neighbors[d]]];
            }
            cross[c] += products[cell[neighbors[c]]];
        }
    }
}
