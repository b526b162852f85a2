package io.permvi.relaxations.sorting;

import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A differentiable sorting network: comparators that swap by degrees. With v the values at the two places of one,
 *
 * <pre>  a = f((v_1 - v_2) / temperature),     v_1, v_2 := a v_1 + (1 - a) v_2, (1 - a) v_1 + a v_2,</pre>
 *
 * and x is the product of these mixtures. Rows and columns sum to one exactly. Petersen, Borgelt, Kuehne and Deussen,
 * Differentiable sorting networks for scalable sorting and ranking supervision (ICML 2021), equations 2 to 5; Monotonic
 * differentiable sorting networks (ICLR 2022) for the Cauchy and the optimal f, with which each comparator moves
 * monotonically with its values.
 *
 * <p>Each mixture draws values together, an error that adds up over the layers. {@code hardValues} lets the values swap
 * exactly and mixes only x: error-free in the sense of Kim, Yoon and Cho, Generalized neural sorting networks with
 * error-free differentiable swap functions (ICLR 2024), section 4. They pull the gradient of the values through the
 * soft swap all the same; here it is the derivative of what is computed. It then has kinks and jumps where values tie.
 *
 * <p>O(n^2) an even-odd layer; memory of a square root of the layers times n^2, since the others are computed again on the
 * way back.
 *
 * @param layout of the comparators
 * @param swap f
 * @param hardValues whether values are carried on exactly
 */
public record SortingNetwork(Layout layout, Swap swap, boolean hardValues) implements SortingRelaxation {
    /** How comparators are laid out. */
    public enum Layout {
        /** n layers of neighbors; gradients are local. */
        ODD_EVEN,
        /** O(log^2 n) layers, also over long distances. */
        BITONIC
    }

    /** How much a comparator lets stay, by the difference of its values: a distribution function symmetric around 0. */
    public enum Swap {
        /** 1 / (1 + exp(-u)). */
        LOGISTIC {
            @Override
            double share(double u) {
                return u < 0 ? Math.exp(u) / (1 + Math.exp(u)) : 1 / (1 + Math.exp(-u));
            }

            @Override
            double slope(double u) {
                double share = share(Math.abs(u));
                return share * share * Math.exp(-Math.abs(u));
            }
        },
        /** 1/2 + arctan(u) / pi. */
        CAUCHY {
            @Override
            double share(double u) {
                return 0.5 + Math.atan(u) / Math.PI;
            }

            @Override
            double slope(double u) {
                return 1 / (Math.PI * (1 + u * u));
            }
        },
        /** u + 1/2 up to 1/4, then 1 - 1 / (16 u): the smallest error of any monotonic comparator. */
        OPTIMAL {
            @Override
            double share(double u) {
                return Math.abs(u) <= 0.25 ? u + 0.5 : (u > 0 ? 1 : 0) - 1 / (16 * u);
            }

            @Override
            double slope(double u) {
                return Math.abs(u) <= 0.25 ? 1 : 1 / (16 * u * u);
            }
        };

        abstract double share(double u);

        abstract double slope(double u);
    }

    /** Odd-even with the Cauchy comparator and soft values. */
    public SortingNetwork() {
        this(Layout.ODD_EVEN, Swap.CAUCHY, false);
    }

    @Override
    public Pass newPass(Space space) {
        return new NetworkPass(this, space);
    }

    private int[][] comparators(int n) {
        return layout == Layout.ODD_EVEN ? Comparators.oddEven(n) : Comparators.bitonic(n);
    }

    private static final class NetworkPass extends SortingPass {
        private final Swap swap;
        private final boolean hard;
        private final int[][] layers;
        /** Of each layer: the values before it, the shares that stay and their slopes. */
        private final double[][] values;

        private final double[][] share;
        private final double[][] slope;
        /** Mixtures at the start of each segment of layers, then within the segment that is pulled back. */
        private final double[][][] starts;

        private final double[][][] within;
        private final double[][] adjoint;
        private final int segment;

        NetworkPass(SortingNetwork network, Space space) {
            super(network, space);
            swap = network.swap;
            hard = network.hardValues;
            layers = network.comparators(n);
            segment = (int) Math.max(1, Math.ceil(Math.sqrt(layers.length)));
            values = new double[layers.length + 1][n];
            share = new double[layers.length][n / 2];
            slope = new double[layers.length][n / 2];
            starts = new double[layers.length / segment + 1][n][n];
            within = new double[segment + 1][n][n];
            adjoint = new double[n][n];
        }

        /** The network sees the items in their given order, so that the values start unsorted. */
        private void unsort(double[] inOrder, double[] byItem) {
            for (int r = 0; r < n; r++) {
                byItem[order[r]] = inOrder[r];
            }
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            unsort(sorted, values[0]);
            for (int l = 0; l < layers.length; l++) {
                compare(l, temperature);
            }
            double[][] mixture = starts[0];
            for (int w = 0; w < n; w++) {
                Arrays.fill(mixture[w], 0);
                mixture[w][w] = 1;
            }
            copy(mixture, within[0]);
            mixture = within[0];
            for (int l = 0; l < layers.length; l++) {
                mix(l, mixture, mixture);
                if ((l + 1) % segment == 0) {
                    copy(mixture, starts[(l + 1) / segment]);
                }
            }
            for (int w = 0; w < n; w++) {
                for (int i = 0; i < n; i++) {
                    x.data[i * n + w] = mixture[w][i];
                }
            }
        }

        private void compare(int l, double temperature) {
            double[] before = values[l];
            double[] after = values[l + 1];
            System.arraycopy(before, 0, after, 0, n);
            for (int c = 0; c < layers[l].length; c += 2) {
                double first = before[layers[l][c]];
                double second = before[layers[l][c + 1]];
                double u = (first - second) / temperature;
                double a = swap.share(u);
                share[l][c / 2] = a;
                slope[l][c / 2] = swap.slope(u) / temperature;
                after[layers[l][c]] = hard ? Math.max(first, second) : a * first + (1 - a) * second;
                after[layers[l][c + 1]] = hard ? Math.min(first, second) : (1 - a) * first + a * second;
            }
        }

        private void mix(int l, double[][] from, double[][] to) {
            for (int c = 0; c < layers[l].length; c += 2) {
                int p = layers[l][c];
                int q = layers[l][c + 1];
                double a = share[l][c / 2];
                blend(a, from[p], from[q], to[p], to[q]);
            }
        }

        private void blend(double a, double[] first, double[] second, double[] larger, double[] smaller) {
            double b = 1 - a;
            for (int i = 0; i < n; i++) {
                double x = first[i];
                double y = second[i];
                larger[i] = a * x + b * y;
                smaller[i] = b * x + a * y;
            }
        }

        private static void copy(double[][] from, double[][] to) {
            for (int w = 0; w < from.length; w++) {
                System.arraycopy(from[w], 0, to[w], 0, from.length);
            }
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] scoreAdjoint) {
            for (int w = 0; w < n; w++) {
                for (int i = 0; i < n; i++) {
                    adjoint[w][i] = xAdjoint.data[i * n + w];
                }
            }
            double[] valueAdjoint = scoreAdjoint;
            for (int first = (layers.length - 1) / segment * segment; first >= 0; first -= segment) {
                int end = Math.min(layers.length, first + segment);
                copy(starts[first / segment], within[0]);
                for (int l = first; l + 1 < end; l++) {
                    copy(within[l - first], within[l + 1 - first]);
                    mix(l, within[l - first], within[l + 1 - first]);
                }
                for (int l = end - 1; l >= first; l--) {
                    pullBackLayer(l, within[l - first], valueAdjoint);
                }
            }
            System.arraycopy(valueAdjoint, 0, values[layers.length], 0, n);
            for (int r = 0; r < n; r++) {
                scoreAdjoint[r] = values[layers.length][order[r]];
            }
        }

        private void pullBackLayer(int l, double[][] mixture, double[] valueAdjoint) {
            for (int c = 0; c < layers[l].length; c += 2) {
                int p = layers[l][c];
                int q = layers[l][c + 1];
                double a = share[l][c / 2];
                double shareAdjoint = 0;
                for (int i = 0; i < n; i++) {
                    shareAdjoint += (adjoint[p][i] - adjoint[q][i]) * (mixture[p][i] - mixture[q][i]);
                }
                blend(a, adjoint[p], adjoint[q], adjoint[p], adjoint[q]);
                double first = valueAdjoint[p];
                double second = valueAdjoint[q];
                double difference = values[l][p] - values[l][q];
                double stay = hard ? (difference >= 0 ? 1 : 0) : a;
                if (!hard) {
                    shareAdjoint += (first - second) * difference;
                }
                double through = shareAdjoint * slope[l][c / 2];
                valueAdjoint[p] = stay * first + (1 - stay) * second + through;
                valueAdjoint[q] = (1 - stay) * first + stay * second - through;
            }
        }
    }
}
