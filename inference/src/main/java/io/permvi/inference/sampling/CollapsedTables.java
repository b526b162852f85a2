package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;
import java.util.Arrays;

/**
 * Gaussian reals integrated out of a log joint that is linear in the matchings: with S the covariance and m the mean of
 * the reals, a change that adds (da, dh, dP) on the reals U adds
 *
 * <pre>da + [v'(K + dP)^-1 v - m_U'K m_U] / 2 - log det(I + S_UU dP) / 2,   K = S_UU^-1,  v = K m_U + dh</pre>
 *
 * in O(|U|^3); making it updates S and m in O(|U|) times the squares of the sizes of the blocks that are
 * touched.
 */
final class CollapsedTables implements Changes {
    private static final int COMMITS_BETWEEN_REFRESHES = 200;

    private final ModelPoint point;
    private final int[] others;
    private final GaussianConditional conditional;
    private final EntryTables tables;
    private final int size;
    private final double[] covariance;
    private final double[] mean;
    private final int[] positionOf;
    private final int[] united;
    private final double[] k;
    private final double[] m;
    private final double[] dP;
    private final double[] dh;
    private final double[] v;
    private final double[] column;
    private final double[] work;
    private final int[] blocks;
    private final int[] from;
    private final int[] to;
    private final int[] firstOfBlock;
    private final boolean[] touched;
    private final double[] rows;
    private final double[] old;
    private double[] realsOfTables = new double[0];
    private boolean known;
    private SamplerState state;
    private double power;
    private ChangeList last;
    private int count;
    private int commits;

    CollapsedTables(ModelPoint point, int[] others, GaussianConditional conditional, EntryTables tables) {
        this.point = point;
        this.others = others;
        this.conditional = conditional;
        this.tables = tables;
        size = conditional.size();
        covariance = new double[size * size];
        mean = new double[size];
        positionOf = new int[size];
        Arrays.fill(positionOf, -1);
        united = new int[size];
        k = new double[size * size];
        m = new double[size * size];
        dP = new double[size * size];
        dh = new double[size];
        v = new double[size];
        column = new double[size];
        work = new double[size * size];
        blocks = conditional.blocks();
        from = new int[size];
        to = new int[size];
        firstOfBlock = new int[size];
        touched = new boolean[size];
        rows = new double[size * size];
        old = new double[size * size];
    }

    @Override
    public void start(SamplerState newState, double newPower) {
        state = newState;
        power = newPower;
        if (!known || othersChanged()) {
            state.writeTo(point);
            tables.fill();
            realsOfTables = state.reals().clone();
            known = true;
        }
        refresh();
    }

    private boolean othersChanged() {
        double[] reals = state.reals();
        for (int e : others) {
            if (reals[e] != realsOfTables[e]) {
                return true;
            }
        }
        return false;
    }

    private void refresh() {
        state.writeTo(point);
        conditional.look();
        conditional.logIntegral(power);
        conditional.covariance(covariance, column);
        for (int p = 0; p < size; p++) {
            mean[p] = conditional.mean()[p] - tables.origin()[p];
        }
        commits = 0;
    }

    @Override
    public double change(ChangeList change) {
        last = change;
        unite();
        double difference = power * constants();
        if (count == 0) {
            return difference;
        }
        addTables();
        for (int a = 0; a < count; a++) {
            for (int b = from[a]; b < to[a]; b++) {
                work[a * count + b] = covariance[united[a] * size + united[b]];
            }
        }
        double logDeterminant = SmallCholesky.factor(work, count, from);
        SmallCholesky.inverse(work, count, from, from, column, k);
        for (int a = 0; a < count; a++) {
            double sum = 0;
            for (int b = from[a]; b < to[a]; b++) {
                sum += k[a * count + b] * mean[united[b]];
                m[a * count + b] = k[a * count + b] + dP[a * count + b];
            }
            difference -= 0.5 * sum * mean[united[a]];
            v[a] = sum + dh[a];
        }
        logDeterminant += SmallCholesky.factor(m, count, from);
        SmallCholesky.solveLower(m, count, from, v);
        for (int a = 0; a < count; a++) {
            difference += 0.5 * v[a] * v[a];
        }
        double sum = difference - 0.5 * logDeterminant;
        return Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : sum;
    }

    /** The reals that the change touches, ascending, and the range of each one's block among them. */
    private void unite() {
        count = 0;
        for (int e = 0; e < last.size(); e++) {
            for (int p : tables.support(last.latent(e), entry(e))) {
                if (positionOf[p] < 0) {
                    positionOf[p] = count;
                    united[count++] = p;
                }
            }
        }
        Arrays.sort(united, 0, count);
        for (int a = 0; a < count; a++) {
            positionOf[united[a]] = a;
            from[a] = a > 0 && blocks[united[a - 1]] == blocks[united[a]] ? from[a - 1] : a;
        }
        for (int a = count - 1; a >= 0; a--) {
            to[a] = a < count - 1 && from[a + 1] == from[a] ? to[a + 1] : a + 1;
        }
    }

    private int entry(int e) {
        return last.item(e) * point.value(last.latent(e)).numCols + last.place(e);
    }

    private double constants() {
        double sum = 0;
        for (int e = 0; e < last.size(); e++) {
            sum += last.sign(e) * tables.constant(last.latent(e), entry(e));
        }
        return sum;
    }

    private void addTables() {
        Arrays.fill(dP, 0, count * count, 0);
        Arrays.fill(dh, 0, count, 0);
        for (int e = 0; e < last.size(); e++) {
            int latent = last.latent(e);
            int[] support = tables.support(latent, entry(e));
            double[] b = tables.linear(latent, entry(e));
            double[] c = tables.square(latent, entry(e));
            double factor = power * last.sign(e);
            for (int p = 0; p < support.length; p++) {
                int row = positionOf[support[p]];
                dh[row] += factor * b[p];
                for (int q = 0; q < support.length; q++) {
                    dP[row * count + positionOf[support[q]]] -= 2 * factor * c[p * support.length + q];
                }
            }
        }
        for (int a = 0; a < count; a++) {
            positionOf[united[a]] = -1;
        }
    }

    @Override
    public void commit() {
        change(last);
        if (count > 0) {
            updateCovariance();
            updateMean();
        }
        state.apply(last);
        if (++commits >= COMMITS_BETWEEN_REFRESHES) {
            refresh();
        }
    }

    /** S -= S_U (K - K M^-1 K) S_U', with M = K + dP, whose factor is m. */
    private void updateCovariance() {
        double[] t = work;
        for (int b = 0; b < count; b++) {
            Arrays.fill(column, 0, count, 0);
            for (int a = from[b]; a < to[b]; a++) {
                column[a] = k[a * count + b];
            }
            SmallCholesky.solveLower(m, count, from, column);
            SmallCholesky.solveUpper(m, count, from, column);
            for (int a = from[b]; a < to[b]; a++) {
                double sum = k[a * count + b];
                for (int c = from[b]; c < to[b]; c++) {
                    sum -= k[a * count + c] * column[c];
                }
                t[a * count + b] = sum;
            }
        }
        markBlocks();
        for (int i = 0; i < size; i++) {
            if (touched[blocks[i]]) {
                productRow(i, t);
            }
        }
        for (int i = 0; i < size; i++) {
            if (touched[blocks[i]]) {
                subtractRow(i);
            }
        }
    }

    private void markBlocks() {
        Arrays.fill(touched, false);
        for (int a = 0; a < count; a++) {
            touched[blocks[united[a]]] = true;
            firstOfBlock[blocks[united[a]]] = from[a];
        }
    }

    private void productRow(int i, double[] t) {
        for (int b = first(i); b < count && blocks[united[b]] == blocks[i]; b++) {
            double sum = 0;
            for (int a = from[b]; a < to[b]; a++) {
                sum += covariance[i * size + united[a]] * t[a * count + b];
            }
            rows[i * size + b] = sum;
            old[i * size + b] = covariance[i * size + united[b]];
        }
    }

    private void subtractRow(int i) {
        int first = first(i);
        int end = to[first];
        for (int j = blocks[i]; j < size && blocks[j] == blocks[i]; j++) {
            double sum = 0;
            for (int b = first; b < end; b++) {
                sum += rows[i * size + b] * old[j * size + b];
            }
            covariance[i * size + j] -= sum;
        }
    }

    /** The first of the touched reals in the block of a real. */
    private int first(int real) {
        return firstOfBlock[blocks[real]];
    }

    /** m += S_U (dh - dP m_U) with the new S. */
    private void updateMean() {
        for (int a = 0; a < count; a++) {
            double sum = dh[a];
            for (int b = from[a]; b < to[a]; b++) {
                sum -= dP[a * count + b] * mean[united[b]];
            }
            v[a] = sum;
        }
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int a = touched[blocks[i]] ? first(i) : count; a < count && blocks[united[a]] == blocks[i]; a++) {
                sum += covariance[i * size + united[a]] * v[a];
            }
            column[i] = sum;
        }
        for (int i = 0; i < size; i++) {
            mean[i] += column[i];
        }
    }
}
