package io.permvi.models.graphs;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
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
 * says so. A matching may have more places than the second network has nodes: an item at one of those, which come last,
 * has no partner and adds its score there alone, whatever the scale. As a model it is the same polynomial in relaxed matchings, at the cost of
 * sparse products, O(m arcs of b + n arcs of a); as a {@link #density} an exchange costs O(1) to look at and O(degree^2)
 * to make. Scores are rounded to multiples of 2^-14. The layers' arrays are held, not copied.
 */
public final class NetworkMatching implements DifferentiableModel {
    private static final double LARGEST_SCORE = 1000;

    private final MatchingLatent latent;
    private final List<NetworkLayer> layers;
    private final DMatrixRMaj scores;
    private final double scale;
    private final Gains[] gains;
    private final Common[] common;
    private final int nodes;
    private final boolean silent;

    /** What a layer adds, in units of the grid; {@code turned} is pairs with the classes exchanged. */
    record Gains(
            NetworkLayer layer,
            int[] pairs,
            int[] turned,
            int[] places,
            int[] items,
            int empty,
            int[] selfPairs,
            int[] selfPlaces,
            int[] selfItems) {}

    /** What a layer of common nodes adds, in units of the grid. */
    private record Common(NetworkLayer layer, int[] gains) {
        int at(int i, int k) {
            Arcs a = layer.a();
            int sum = 0;
            for (int v = 0; v < a.columns(); v++) {
                sum += gains[a.sizeClass(i, v) * Arcs.CLASSES + layer.b().sizeClass(k, v)];
            }
            return sum;
        }
    }

    /**
     * A matching of two networks.
     *
     * @param latent the matching; its space says which are allowed
     * @param layers at least one, of the latent's items and at most its places; not crossed where there are more places
     * @param scores of the latent's shape, added where item i goes to place j, at most 1000 in size. Held, not copied.
     * @param scale above 0
     * @throws IllegalArgumentException when a shape does not fit, the latent is partial, or a number is out of range
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
        nodes = layers.get(0).places();
        for (NetworkLayer layer : layers) {
            boolean fits = nodes == latent.columns() || nodes < latent.columns() && !layer.crossed();
            requireShape("layer " + layer.name(), layer.items(), fits ? layer.places() : -1, nodes);
        }
        requireShape("scores", scores.numRows, scores.numCols, latent.columns());
        boolean scored = false;
        for (int e = 0; e < scores.getNumElements(); e++) {
            if (!(Math.abs(scores.data[e]) <= LARGEST_SCORE)) {
                throw new IllegalArgumentException(
                        "scores must be at most " + LARGEST_SCORE + " in size, got " + scores.data[e]);
            }
            scored |= scores.data[e] != 0;
        }
        gains = layers.stream()
                .filter(layer -> !layer.common())
                .map(NetworkMatching::gains)
                .toArray(Gains[]::new);
        common = layers.stream()
                .filter(NetworkLayer::common)
                .map(layer -> new Common(layer, layer.commonGains()))
                .toArray(Common[]::new);
        requireSmallFields();
        silent = !scored
                && layers.stream()
                        .noneMatch(layer ->
                                layer.kind() != NetworkLayer.Kind.WITHIN || hasLoops(layer.a()) || hasLoops(layer.b()));
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
                    IntStream.concat(IntStream.of(gain.places), IntStream.of(gain.items))
                            .map(Math::abs)
                            .max()
                            .orElse(0));
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
        int[] pairs = layer.pairGains(share);
        int[] turned = new int[pairs.length];
        Arrays.setAll(turned, e -> pairs[e % Arcs.CLASSES * Arcs.CLASSES + e / Arcs.CLASSES]);
        return new Gains(
                layer,
                pairs,
                turned,
                layer.placeGains(share),
                layer.itemGains(share),
                layer.emptyGain(share),
                layer.pairGains(1),
                layer.placeGains(1),
                layer.itemGains(1));
    }

    private void requireShape(String what, int rows, int columns, int expected) {
        if (rows != latent.rows() || columns != expected) {
            throw new IllegalArgumentException(what + " must be for " + latent.rows() + " x " + expected + " nodes of "
                    + latent.columns() + " places, got " + rows + " x " + columns);
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

    /**
     * What item i at place k adds without any other, at scale 1: its score, arcs to itself and to common nodes, O(common
     * nodes).
     */
    public double alone(int i, int k) {
        return NetworkLayer.GRID * (k < nodes ? gridAlone(i, k) : score(i, k));
    }

    Gains[] gains() {
        return gains;
    }

    /** The number of nodes of the second network; later places are of items without a partner. */
    int nodes() {
        return nodes;
    }

    /** Whether items may have no partner. */
    boolean partial() {
        return nodes < latent.columns();
    }

    /** The score in units of the grid; that of having no partner is a prior, which is not tempered. */
    int score(int i, int k) {
        return (int) Math.rint(scores.get(i, k) / (k < nodes ? 1 : scale) / NetworkLayer.GRID);
    }

    /** What item i at node k adds without any other, in units of the grid. */
    int gridAlone(int i, int k) {
        int sum = score(i, k);
        for (Common one : common) {
            sum += one.at(i, k);
        }
        for (Gains gain : gains) {
            NetworkLayer layer = gain.layer();
            int first = layer.crossed() ? layer.a().sizeClass(i, k) : layer.a().sizeClass(i, i);
            int second = layer.crossed() ? layer.b().sizeClass(k, i) : layer.b().sizeClass(k, k);
            sum += gain.selfPairs()[first * Arcs.CLASSES + second];
            sum += layer.crossed() ? 0 : gain.selfPlaces()[second];
        }
        return sum;
    }

    /** What item i adds when it has a partner, whichever and without any other. */
    int matched(int i) {
        int sum = 0;
        for (Gains gain : gains) {
            sum += gain.selfItems()[gain.layer().a().sizeClass(i, i)]
                    + gain.layer().emptyGain(1);
        }
        return sum;
    }

    /** What two matched nodes without arcs add, in both orders. */
    int empty() {
        int sum = 0;
        for (Gains gain : gains) {
            sum += 2 * gain.empty();
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
        return new SmoothPass(this);
    }
}
