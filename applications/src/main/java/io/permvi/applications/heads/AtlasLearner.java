package io.permvi.applications.heads;

import io.permvi.applications.files.InputException;
import io.permvi.models.fields.DeformationBasis;
import io.permvi.models.fields.GaussianField;
import io.permvi.models.fields.RigidMotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * Learns a {@link HeadAtlas} from named heads with missing neurons: the heads are laid on each other by rigid motions
 * (generalized Procrustes, reflections allowed), then positions and colors are learned by MAP-EM, and the presences and
 * hands are counted. The defaults are those of docs/heads.md.
 *
 * @param degreesOfFreedom of both Student distributions
 * @param deformationWeight of the positions' prior deformation, in heads
 */
public record AtlasLearner(double degreesOfFreedom, double deformationWeight) {
    /** Smooth along the neurons, micrometers. */
    private static final DeformationBasis POSITION_BASIS = new DeformationBasis(4, 0.12, 2.5, 12, 45);
    /** Smooth along the positions, and along the colors as a response. */
    private static final DeformationBasis COLOR_BASIS = new DeformationBasis(0.4, 0.2, 0.3, 15, 20, 0.5, 0.7, 12);

    private static final double COLOR_DEFORMATION_WEIGHT = 20;
    /** Names that fewer heads have are left out. */
    private static final int LEAST_HEADS = 2;
    /** The expected number of points in a head that are no atlas neuron. */
    private static final double FALSE_POINTS = 0.8;
    /** How far the presence of one neuron strays from that of all, and its dependence on the number of points. */
    private static final double INTERCEPT_DEVIATION = 1.5;

    private static final double SLOPE_DEVIATION = 1;
    private static final int ALIGNMENT_ROUNDS = 10;
    private static final int LEAST_COMMON = 4;
    /** Heads of which this share of points is named tell which neurons are seen. */
    private static final double FULLY_NAMED = 0.93;

    private static final double FIRST_POSITION_NOISE = 3;
    private static final double FIRST_COLOR_NOISE = 0.4;

    /** The settings of the published figures. */
    public static AtlasLearner withDefaults() {
        return new AtlasLearner(4, 10);
    }

    /**
     * Learns.
     *
     * @param heads named heads; the first gives the frame its handedness. Not modified.
     * @throws InputException when there are fewer than two heads, a head shares fewer than four names with the
     *     others, or no head is fully named
     */
    public HeadAtlas learn(List<Head> heads) {
        if (heads.size() < 2) {
            throw new InputException("an atlas needs at least two named heads, got " + heads.size());
        }
        List<String> names = atlasNames(heads);
        Map<String, Integer> index = new HashMap<>();
        for (int k = 0; k < names.size(); k++) {
            index.put(names.get(k), k);
        }
        List<Named> named = new ArrayList<>();
        for (Head head : heads) {
            named.add(Named.of(head, index));
        }
        double[][] means = new double[names.size()][];
        RigidMotion[] motions = align(named, means);
        List<FieldLearner.Example> positions = new ArrayList<>();
        List<FieldLearner.Example> colors = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            Named n = named.get(h);
            double[][] moved = new double[3][n.neurons.length];
            motions[h].apply(n.positions, moved);
            positions.add(new FieldLearner.Example(n.neurons, moved));
            colors.add(new FieldLearner.Example(n.neurons, n.colors));
        }
        GaussianField positionField = new FieldLearner(8, deformationWeight, 4, 0.5, degreesOfFreedom, 80)
                .learn(positions, means, POSITION_BASIS.modes(means, means), FIRST_POSITION_NOISE);
        double[][] colorMeans = average(colors, names.size());
        GaussianField colorField = new FieldLearner(8, COLOR_DEFORMATION_WEIGHT, 16, 0.5, degreesOfFreedom, 60)
                .learn(colors, colorMeans, COLOR_BASIS.modes(colorMeans, means), FIRST_COLOR_NOISE);
        return new HeadAtlas(
                names,
                positionField,
                colorField,
                presence(heads, named, names.size()),
                FALSE_POINTS,
                negativeEntropy(positions) + negativeEntropy(colors),
                heads.get(0).id(),
                hands(heads, motions),
                HeadAtlas.EVIDENCE_TEMPERATURE,
                HeadAtlas.NOISE_SCALE);
    }

    private static HandPrior hands(List<Head> heads, RigidMotion[] motions) {
        List<double[]> grids = new ArrayList<>();
        List<double[]> counts = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            double[] grid = HandPrior.gridOf(heads.get(h));
            int g = 0;
            while (g < grids.size() && !HandPrior.alike(grids.get(g), grid)) {
                g++;
            }
            if (g == grids.size()) {
                grids.add(grid);
                counts.add(new double[2]);
            }
            counts.get(g)[motions[h].mirrors() ? 1 : 0]++;
        }
        return new HandPrior(
                grids,
                counts.stream().mapToDouble(c -> c[0]).toArray(),
                counts.stream().mapToDouble(c -> c[1]).toArray());
    }

    private static List<String> atlasNames(List<Head> heads) {
        Map<String, Integer> count = new TreeMap<>();
        for (Head head : heads) {
            for (String name : new HashSet<>(head.names())) {
                if (!name.isEmpty()) {
                    count.merge(name, 1, Integer::sum);
                }
            }
        }
        count.values().removeIf(c -> c < LEAST_HEADS);
        return count.keySet().stream()
                .filter(name -> isOneCell(name, count.keySet()))
                .toList();
    }

    /** Leaves out a name without its side, such as CEPV beside CEPVL, and alternatives such as AVAL-alt. */
    private static boolean isOneCell(String name, Set<String> all) {
        return !name.contains("-") && !all.contains(name + "L") && !all.contains(name + "R");
    }

    /** The points of a head that have a name of the atlas, each name once. */
    private record Named(String id, int[] neurons, double[][] positions, double[][] colors) {
        static Named of(Head head, Map<String, Integer> index) {
            Set<String> seen = new HashSet<>();
            Set<String> twice = new HashSet<>();
            for (String name : head.names()) {
                if (!seen.add(name)) {
                    twice.add(name);
                }
            }
            List<Integer> points = new ArrayList<>();
            for (int i = 0; i < head.size(); i++) {
                String name = head.names().get(i);
                if (index.containsKey(name) && !twice.contains(name)) {
                    points.add(i);
                }
            }
            int[] neurons = new int[points.size()];
            double[][] positions = new double[3][points.size()];
            double[][] colors = new double[3][points.size()];
            double[][] scaled = head.scaledColors();
            for (int j = 0; j < neurons.length; j++) {
                int i = points.get(j);
                neurons[j] = index.get(head.names().get(i));
                for (int d = 0; d < 3; d++) {
                    positions[d][j] = head.positions()[d][i];
                    colors[d][j] = scaled[d][i];
                }
            }
            return new Named(head.id(), neurons, positions, colors);
        }
    }

    /** Generalized Procrustes with reflections; the first head gives the frame's handedness. */
    private static RigidMotion[] align(List<Named> heads, double[][] means) {
        int places = means.length;
        RigidMotion[] motions = new RigidMotion[heads.size()];
        motions[0] = RigidMotion.identity(3);
        boolean[] known = new boolean[places];
        double[][] current = new double[places][3];
        Named first = heads.get(0);
        for (int j = 0; j < first.neurons.length; j++) {
            known[first.neurons[j]] = true;
            for (int d = 0; d < 3; d++) {
                current[first.neurons[j]][d] = first.positions[d][j];
            }
        }
        for (int round = 0; round < ALIGNMENT_ROUNDS; round++) {
            double[][] sums = new double[places][3];
            double[] counts = new double[places];
            for (int h = 0; h < heads.size(); h++) {
                Named head = heads.get(h);
                int points = head.neurons.length;
                double[][] target = new double[3][points];
                double[] weights = new double[points];
                int common = 0;
                for (int j = 0; j < points; j++) {
                    int k = head.neurons[j];
                    weights[j] = known[k] ? 1 : 0;
                    common += known[k] ? 1 : 0;
                    for (int d = 0; d < 3; d++) {
                        target[d][j] = current[k][d];
                    }
                }
                if (common < LEAST_COMMON) {
                    continue;
                }
                motions[h] = RigidMotion.fit(
                        head.positions, target, weights, h == 0 ? RigidMotion.Hand.SAME : RigidMotion.Hand.EITHER);
                double[][] moved = new double[3][points];
                motions[h].apply(head.positions, moved);
                for (int j = 0; j < points; j++) {
                    counts[head.neurons[j]]++;
                    for (int d = 0; d < 3; d++) {
                        sums[head.neurons[j]][d] += moved[d][j];
                    }
                }
            }
            for (int k = 0; k < places; k++) {
                if (counts[k] > 0) {
                    known[k] = true;
                    for (int d = 0; d < 3; d++) {
                        current[k][d] = sums[k][d] / counts[k];
                    }
                }
            }
        }
        for (int h = 0; h < motions.length; h++) {
            if (motions[h] == null) {
                throw new InputException("head " + heads.get(h).id + " shares fewer than " + LEAST_COMMON
                        + " names with the other heads");
            }
        }
        System.arraycopy(current, 0, means, 0, places);
        return motions;
    }

    private static double[][] average(List<FieldLearner.Example> examples, int places) {
        double[][] means = new double[places][3];
        double[] counts = new double[places];
        for (FieldLearner.Example example : examples) {
            for (int j = 0; j < example.places().length; j++) {
                counts[example.places()[j]]++;
                for (int d = 0; d < 3; d++) {
                    means[example.places()[j]][d] += example.values()[d][j];
                }
            }
        }
        for (int k = 0; k < places; k++) {
            for (int d = 0; d < 3; d++) {
                means[k][d] /= Math.max(1, counts[k]);
            }
        }
        return means;
    }

    private static PresencePrior presence(List<Head> heads, List<Named> named, int neurons) {
        List<double[]> present = new ArrayList<>();
        List<Integer> points = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            Head head = heads.get(h);
            long given = head.names().stream().filter(n -> !n.isEmpty()).count();
            if (given < FULLY_NAMED * head.size()) {
                continue;
            }
            double[] seen = new double[neurons];
            for (int k : named.get(h).neurons) {
                seen[k] = 1;
            }
            present.add(seen);
            points.add(head.size());
        }
        if (present.isEmpty()) {
            throw new InputException(
                    "an atlas needs a head with names for nearly all points, to learn which neurons are seen; got none");
        }
        return PresencePrior.fit(
                present.toArray(new double[0][]),
                points.stream().mapToInt(Integer::intValue).toArray(),
                INTERCEPT_DEVIATION,
                SLOPE_DEVIATION);
    }

    /** A Gaussian's log density averaged over itself: that of points spread like all points together. */
    private static double negativeEntropy(List<FieldLearner.Example> examples) {
        double[][] points = examples.stream()
                .flatMap(example -> IntStream.range(0, example.places().length)
                        .mapToObj(i -> Arrays.stream(example.values())
                                .mapToDouble(row -> row[i])
                                .toArray()))
                .toArray(double[][]::new);
        RealMatrix covariance = new Covariance(points, false).getCovarianceMatrix();
        double logDeterminant = Math.log(new LUDecomposition(covariance).getDeterminant());
        return -0.5 * (3 * (1 + Math.log(2 * Math.PI)) + logDeterminant);
    }
}
