package io.permvi.inference.sampling;

import io.permvi.inference.structure.GaussianPattern;
import io.permvi.inference.structure.ModelPoint;
import java.util.Arrays;

/**
 * Gaussian reals integrated out of a log joint that is linear in the matchings: with S the covariance and m the mean of
 * the reals, a change that adds (da, dh, dP) on the reals U adds
 *
 * <pre>da + [v'(K + dP)^-1 v - m_U'K m_U] / 2 - log det(I + S_UU dP) / 2,   K = S_UU^-1,  v = K m_U + dh</pre>
 *
 * in O(|U|^3); making it updates S and m in O(d^2 |U|).
 */
final class CollapsedTables implements Changes {
    private static final int COMMITS_BETWEEN_REFRESHES = 200;

    private final ModelPoint point;
    private final GaussianPattern pattern;
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
    private double[] realsOfTables = new double[0];
    private boolean known;
    private MatchingState state;
    private double power;
    private ChangeList last;
    private int count;
    private int commits;

    CollapsedTables(
            ModelPoint point, GaussianPattern pattern, GaussianConditional conditional, EntryTables tables) {
        this.point = point;
        this.pattern = pattern;
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
    }

    @Override
    public void start(MatchingState newState, double newPower) {
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
        int next = 0;
        for (int e = 0; e < reals.length; e++) {
            if (next < size && pattern.entries()[next] == e) {
                next++;
            } else if (reals[e] != realsOfTables[e]) {
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
        if (count == 0) {
            return power * constants();
        }
        double difference = power * constants();
        addTables();
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                work[a * count + b] = covariance[united[a] * size + united[b]];
            }
        }
        double logDeterminant = SmallCholesky.factor(work, count);
        SmallCholesky.inverse(work, count, column, k);
        for (int a = 0; a < count; a++) {
            double sum = 0;
            for (int b = 0; b < count; b++) {
                sum += k[a * count + b] * mean[united[b]];
            }
            difference -= 0.5 * sum * mean[united[a]];
            v[a] = sum + dh[a];
        }
        for (int e = 0; e < count * count; e++) {
            m[e] = k[e] + dP[e];
        }
        logDeterminant += SmallCholesky.factor(m, count);
        SmallCholesky.solveLower(m, count, v);
        for (int a = 0; a < count; a++) {
            difference += 0.5 * v[a] * v[a];
        }
        double sum = difference - 0.5 * logDeterminant;
        return Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : sum;
    }

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
        double[] t = new double[count * count];
        for (int b = 0; b < count; b++) {
            for (int a = 0; a < count; a++) {
                column[a] = k[a * count + b];
            }
            SmallCholesky.solveLower(m, count, column);
            SmallCholesky.solveUpper(m, count, column);
            for (int a = 0; a < count; a++) {
                double sum = k[a * count + b];
                for (int c = 0; c < count; c++) {
                    sum -= k[a * count + c] * column[c];
                }
                t[a * count + b] = sum;
            }
        }
        double[] rows = new double[size * count];
        for (int i = 0; i < size; i++) {
            for (int b = 0; b < count; b++) {
                double sum = 0;
                for (int a = 0; a < count; a++) {
                    sum += covariance[i * size + united[a]] * t[a * count + b];
                }
                rows[i * count + b] = sum;
            }
        }
        double[] old = new double[size * count];
        for (int i = 0; i < size; i++) {
            for (int b = 0; b < count; b++) {
                old[i * count + b] = covariance[i * size + united[b]];
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double sum = 0;
                for (int b = 0; b < count; b++) {
                    sum += rows[i * count + b] * old[j * count + b];
                }
                covariance[i * size + j] -= sum;
            }
        }
    }

    /** m += S_U (dh - dP m_U) with the new S. */
    private void updateMean() {
        for (int a = 0; a < count; a++) {
            double sum = dh[a];
            for (int b = 0; b < count; b++) {
                sum -= dP[a * count + b] * mean[united[b]];
            }
            v[a] = sum;
        }
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int a = 0; a < count; a++) {
                sum += covariance[i * size + united[a]] * v[a];
            }
            column[i] = sum;
        }
        for (int i = 0; i < size; i++) {
            mean[i] += column[i];
        }
    }
}
