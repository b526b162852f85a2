package io.permvi.relaxations.sparse;

/**
 * The Sinkhorn operator on listed pairs: {@code x = exp(scores / temperature)} scaled in turn so that every row, then
 * every column, sums to one together with its own slack of score 0, as {@link
 * io.permvi.relaxations.sinkhorn.SinkhornOperator} does on partial matchings, but in O(pairs) memory and O(pairs) time an
 * iteration. Works with the logarithms of the scalings, so it is stable at every temperature.
 *
 * @param iterations rows, then columns, at most
 * @param tolerance change of a log scaling at which to stop early; 0 to run all iterations
 */
public record SparseSinkhorn(int iterations, double tolerance) {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when {@code iterations} is below 1 or {@code tolerance} is negative
     */
    public SparseSinkhorn {
        if (iterations < 1 || !(tolerance >= 0)) {
            throw new IllegalArgumentException("iterations must be at least 1 and the tolerance at least 0, got "
                    + iterations + " and " + tolerance);
        }
    }

    /** Buffers for problems on the pairs of some scores; for one thread. */
    public Pass newPass(SparseScores pairs) {
        return new Pass(pairs, iterations, tolerance);
    }

    /** Forward, then backward through the iterations that ran. */
    public static final class Pass {
        private final LinkGraph graph;
        private final int rows;
        private final int iterations;
        private final double tolerance;
        private final double[] scaled;
        private final double[] x;
        /** The log scalings of all nodes after each half iteration, rows and columns in turn; the first all zero. */
        private final double[][] history;

        private double temperature;
        private int used;

        private Pass(SparseScores pairs, int iterations, double tolerance) {
            graph = pairs.graph();
            rows = pairs.rows();
            this.iterations = iterations;
            this.tolerance = tolerance;
            scaled = new double[graph.links()];
            x = new double[graph.links()];
            history = new double[iterations + 1][];
            history[0] = new double[graph.nodes()];
        }

        /**
         * Scales.
         *
         * @param scores packed. Not modified.
         * @param temperature above 0
         * @param result packed. Modified.
         */
        public void forward(double[] scores, double temperature, double[] result) {
            if (!(temperature > 0)) {
                throw new IllegalArgumentException("temperature must be above 0, got " + temperature);
            }
            this.temperature = temperature;
            for (int e = 0; e < scaled.length; e++) {
                scaled[e] = scores[e] / temperature;
            }
            double change = Double.POSITIVE_INFINITY;
            for (used = 0; used < iterations && change > tolerance; used++) {
                double[] before = history[used];
                double[] now = history[used + 1];
                if (now == null) {
                    now = history[used + 1] = new double[before.length];
                }
                System.arraycopy(before, 0, now, 0, now.length);
                scale(0, rows, now);
                scale(rows, now.length, now);
                change = 0;
                for (int v = 0; v < now.length; v++) {
                    change = Math.max(change, Math.abs(now[v] - before[v]));
                }
            }
            double[] last = history[used];
            for (int e = 0; e < x.length; e++) {
                x[e] = Math.exp(scaled[e] + last[graph.source(e)] + last[graph.target(e)]);
            }
            System.arraycopy(x, 0, result, 0, x.length);
        }

        private void scale(int from, int to, double[] potential) {
            for (int node = from; node < to; node++) {
                double largest = 0;
                for (int k = 0; k < graph.degree(node); k++) {
                    largest = Math.max(largest, at(node, k, potential));
                }
                double sum = Math.exp(-largest);
                for (int k = 0; k < graph.degree(node); k++) {
                    sum += Math.exp(at(node, k, potential) - largest);
                }
                potential[node] = -largest - Math.log(sum);
            }
        }

        private double at(int node, int k, double[] potential) {
            int e = graph.link(node, k);
            return scaled[e] + potential[graph.otherEnd(e, node)];
        }

        /** The iterations of the last forward. */
        public int iterationsUsed() {
            return used;
        }

        /**
         * The gradient of the iterations that ran.
         *
         * @param resultAdjoint packed. Not modified.
         * @param scoresAdjoint packed. Modified.
         * @throws IllegalStateException before the first forward
         */
        public void backward(double[] resultAdjoint, double[] scoresAdjoint) {
            if (temperature == 0) {
                throw new IllegalStateException("backward needs a forward before it");
            }
            double[] adjoint = new double[graph.nodes()];
            for (int e = 0; e < x.length; e++) {
                double flow = resultAdjoint[e] * x[e];
                scoresAdjoint[e] = flow;
                adjoint[graph.source(e)] += flow;
                adjoint[graph.target(e)] += flow;
            }
            for (int t = used; t > 0; t--) {
                back(rows, graph.nodes(), history[t], history[t], adjoint, scoresAdjoint);
                back(0, rows, history[t], history[t - 1], adjoint, scoresAdjoint);
            }
            for (int e = 0; e < x.length; e++) {
                scoresAdjoint[e] /= temperature;
            }
        }

        /** Passes the adjoints of some nodes on to the nodes at the other ends, from which they were computed. */
        private void back(int from, int to, double[] own, double[] others, double[] adjoint, double[] scoresAdjoint) {
            for (int node = from; node < to; node++) {
                for (int k = 0; k < graph.degree(node); k++) {
                    int e = graph.link(node, k);
                    int other = graph.otherEnd(e, node);
                    double flow = adjoint[node] * Math.exp(scaled[e] + own[node] + others[other]);
                    scoresAdjoint[e] -= flow;
                    adjoint[other] -= flow;
                }
                adjoint[node] = 0;
            }
        }
    }
}
