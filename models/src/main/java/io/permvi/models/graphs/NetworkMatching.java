package io.permvi.models.graphs;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Which node of a network is which of another: the tempered log odds of a matching of all items to distinct places,
 *
 * <pre>  scale (sum over layers of the log odds of all pairs + sum_i score[i][p(i)]),  </pre>
 *
 * up to a constant that does not depend on the matching. Pairs of nodes are no independent evidence, and a scale below 1
 * says so. As a model it is the same polynomial in relaxed matchings, O(arcs of a times arcs of b); as a {@link
 * #density} an exchange costs O(1) to look at and O(degree^2) to make. Scores are rounded to multiples of 2^-14. The
 * layers' arrays are held, not copied.
 */
public final class NetworkMatching implements DifferentiableModel {
    private static final double LARGEST_SCORE = 1000;

    private final MatchingLatent latent;
    private final List<NetworkLayer> layers;
    private final DMatrixRMaj scores;
    private final double scale;
    private final List<Gains> gains;
    private final boolean silent;

    /** A layer's numbers on the grid. */
    record Gains(NetworkLayer layer, int[] pairs, int[] places, int[] selfPairs, int[] selfPlaces) {}

    /**
     * A matching of two networks.
     *
     * @param latent the matching; its space says which are allowed
     * @param layers at least one, of the latent's shape
     * @param scores m by n, added where item i goes to place j, at most 1000 in size. Held, not copied.
     * @param scale above 0
     * @throws IllegalArgumentException when a shape does not fit, items may stay unmatched, or a number is out of range
     */
    public NetworkMatching(MatchingLatent latent, List<NetworkLayer> layers, DMatrixRMaj scores, double scale) {
        this.latent = latent;
        this.layers = List.copyOf(layers);
        this.scores = scores;
        this.scale = scale;
        if (layers.isEmpty() || latent.space().partial()) {
            throw new IllegalArgumentException("networks need at least one layer and a match for every item, got "
                    + layers.size() + " layers and " + latent);
        }
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scale must be above 0 and finite, got " + scale);
        }
        for (NetworkLayer layer : layers) {
            requireShape("layer " + layer.name(), layer.items(), layer.places());
        }
        requireShape("scores", scores.numRows, scores.numCols);
        boolean scored = false;
        for (int e = 0; e < scores.getNumElements(); e++) {
            if (!(Math.abs(scores.data[e]) <= LARGEST_SCORE)) {
                throw new IllegalArgumentException(
                        "scores must be at most " + LARGEST_SCORE + " in size, got " + scores.data[e]);
            }
            scored |= scores.data[e] != 0;
        }
        gains = layers.stream().map(NetworkMatching::gains).toList();
        requireSmallFields();
        silent = !scored
                && layers.stream().noneMatch(layer -> layer.crossed() || hasLoops(layer.a()) || hasLoops(layer.b()));
    }

    private static boolean hasLoops(Arcs arcs) {
        return IntStream.range(0, arcs.rows()).anyMatch(i -> arcs.sizeClass(i, i) != 0);
    }

    /** Whether items and places say nothing without others. */
    boolean silent() {
        return silent;
    }

    /** Fields are 32-bit numbers. */
    private void requireSmallFields() {
        double largest = LARGEST_SCORE / NetworkLayer.GRID;
        for (Gains gain : gains) {
            double most = Math.max(
                    IntStream.of(gain.pairs).map(Math::abs).max().orElse(0),
                    IntStream.of(gain.places).map(Math::abs).max().orElse(0));
            NetworkLayer layer = gain.layer;
            largest += 4 * most * Math.max(layer.a().largestDegree(), layer.b().largestDegree());
        }
        if (largest > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("nodes have too many arcs for exact sums: up to "
                    + largest * NetworkLayer.GRID + " nats at one node; leave out the densest layer");
        }
    }

    /** The same with all matchings allowed, no scores and scale 1. */
    public static NetworkMatching of(List<NetworkLayer> layers) {
        int m = layers.get(0).items();
        int n = layers.get(0).places();
        SparsityPattern all = SparsityPattern.all(m, n);
        return new NetworkMatching(new MatchingLatent("match", all), layers, new DMatrixRMaj(m, n), 1);
    }

    private static Gains gains(NetworkLayer layer) {
        double share = layer.share();
        return new Gains(
                layer, layer.pairGains(share), layer.placeGains(share), layer.pairGains(1), layer.placeGains(1));
    }

    private void requireShape(String what, int rows, int columns) {
        if (rows != latent.rows() || columns != latent.columns()) {
            throw new IllegalArgumentException(what + " must be for " + latent.rows() + " x " + latent.columns()
                    + " nodes, got " + rows + " x " + columns);
        }
    }

    /** The same with other tables, one for each layer. */
    public NetworkMatching withTables(List<DyadTable> tables) {
        List<NetworkLayer> changed = IntStream.range(0, layers.size())
                .mapToObj(l -> layers.get(l).withTable(tables.get(l)))
                .toList();
        return new NetworkMatching(latent, changed, scores, scale);
    }

    /** The same at another scale. */
    public NetworkMatching withScale(double value) {
        return new NetworkMatching(latent, layers, scores, value);
    }

    /** The same of another matching, such as one with more or fewer allowed places. */
    public NetworkMatching withLatent(MatchingLatent value) {
        return new NetworkMatching(value, layers, scores, scale);
    }

    /** The layers. */
    public List<NetworkLayer> layers() {
        return layers;
    }

    /** The matching. */
    public MatchingLatent latent() {
        return latent;
    }

    /** The factor of the log odds. */
    public double scale() {
        return scale;
    }

    /** The same for samplers that exchange two places: takes 4 m n bytes a pass. */
    public MatchingDensity density() {
        return new MatchingDensity() {
            @Override
            public List<MatchingLatent> latents() {
                return List.of(latent);
            }

            @Override
            public Pass newPass() {
                return new NetworkPass(NetworkMatching.this);
            }
        };
    }

    /** The log density of one matching, O(arcs). */
    public double logDensity(Matching matching) {
        return density().newPass().start(List.of(matching));
    }

    /**
     * What each item would meet at each place, all others where a matching has them, at scale 1; up to sums of its row and
     * its column, which do not matter for exchanges.
     *
     * @param matching of all items or of some; the others say nothing
     */
    public DMatrixRMaj field(Matching matching) {
        return new NetworkPass(this).field(matching);
    }

    List<Gains> gains() {
        return gains;
    }

    /** What item i at place k adds without any other, in units of the grid. */
    int alone(int i, int k) {
        int sum = (int) Math.rint(scores.get(i, k) / NetworkLayer.GRID);
        for (Gains gain : gains) {
            NetworkLayer layer = gain.layer();
            int first = layer.crossed() ? layer.a().sizeClass(i, k) : layer.a().sizeClass(i, i);
            int second = layer.crossed() ? layer.b().sizeClass(k, i) : layer.b().sizeClass(k, k);
            sum += gain.selfPairs()[first * Arcs.CLASSES + second];
            sum += layer.crossed() ? 0 : gain.selfPlaces()[second];
        }
        return sum;
    }

    /** What is added by place k being occupied, whoever is there: crossed arcs that meet nothing. */
    int crossing(int k) {
        int sum = 0;
        for (Gains gain : gains) {
            NetworkLayer layer = gain.layer();
            for (int i = 0; layer.crossed() && i < layer.items(); i++) {
                int first = layer.a().sizeClass(i, k);
                int second = layer.b().sizeClass(k, i);
                double odds = first == 0
                        ? 0
                        : layer.table().logOdds(first, 0) - layer.table().logOdds(0, 0);
                sum += (int) Math.rint(odds / NetworkLayer.GRID) + gain.places()[second];
            }
        }
        return sum;
    }

    @Override
    public List<Latent> latents() {
        return List.of(latent);
    }

    @Override
    public Pass newPass() {
        return new SmoothPass();
    }

    private final class SmoothPass implements Pass {
        private final DMatrixRMaj gradient = new DMatrixRMaj(latent.rows(), latent.columns());
        private final int[][] alone = new int[latent.rows()][latent.columns()];
        private final double[] occupied = new double[latent.columns()];
        private boolean forwarded;
        private double[] x;
        private double value;

        private SmoothPass() {
            for (int k = 0; k < latent.columns(); k++) {
                int crossing = crossing(k);
                for (int i = 0; i < latent.rows(); i++) {
                    alone[i][k] = alone(i, k) + crossing;
                }
            }
        }

        @Override
        public double forward(LatentValues z) {
            x = z.get(latent).data;
            value = 0;
            for (int i = 0; i < latent.rows(); i++) {
                for (int k = 0; k < latent.columns(); k++) {
                    gradient.set(i, k, alone[i][k]);
                    value += alone[i][k] * x[i * latent.columns() + k];
                }
            }
            for (int g = 0; g < gains.size(); g++) {
                addPairs(gains.get(g));
                if (!gains.get(g).layer().crossed()) {
                    addOccupied(gains.get(g));
                }
            }
            forwarded = true;
            return scale * NetworkLayer.GRID * value;
        }

        private void addPairs(Gains gain) {
            Arcs a = gain.layer().a();
            Arcs b = gain.layer().b();
            for (int u = 0; u < a.rows(); u++) {
                for (int e = a.out().start()[u]; e < a.out().start()[u + 1]; e++) {
                    int from = a.out().size()[e] * Arcs.CLASSES;
                    for (int v = 0; v < b.rows(); v++) {
                        for (int o = b.out().start()[v]; o < b.out().start()[v + 1]; o++) {
                            addPair(
                                    gain.pairs()[from + b.out().size()[o]],
                                    u,
                                    a.out().node()[e],
                                    v,
                                    b.out().node()[o],
                                    gain.layer().crossed());
                        }
                    }
                }
            }
        }

        private void addPair(int gain, int u, int head, int v, int tail, boolean crossed) {
            int j = crossed ? tail : head;
            int l = crossed ? head : tail;
            if (u == j || v == l) {
                return;
            }
            int one = u * latent.columns() + v;
            int two = j * latent.columns() + l;
            value += gain * x[one] * x[two];
            gradient.data[one] += gain * x[two];
            gradient.data[two] += gain * x[one];
        }

        private void addOccupied(Gains gain) {
            int n = latent.columns();
            Arrays.fill(occupied, 0);
            for (int e = 0; e < latent.rows() * n; e++) {
                occupied[e % n] += x[e];
            }
            Arcs.Lists out = gain.layer().b().out();
            for (int k = 0; k < n; k++) {
                for (int e = out.start()[k]; e < out.start()[k + 1]; e++) {
                    int l = out.node()[e];
                    double weight = gain.places()[out.size()[e]];
                    value += weight * occupied[k] * occupied[l];
                    for (int i = 0; i < latent.rows(); i++) {
                        gradient.add(i, k, weight * occupied[l]);
                        gradient.add(i, l, weight * occupied[k]);
                    }
                }
            }
        }

        @Override
        public void backward(LatentValues result) {
            if (!forwarded) {
                throw new IllegalStateException("backward needs a forward first");
            }
            DMatrixRMaj target = result.get(latent);
            for (int e = 0; e < gradient.getNumElements(); e++) {
                target.data[e] = scale * NetworkLayer.GRID * gradient.data[e];
            }
        }
    }
}
