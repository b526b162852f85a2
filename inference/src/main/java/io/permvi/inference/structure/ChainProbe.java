package io.permvi.inference.structure;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.RealLatent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;

/**
 * Whether discrete latents form a chain, each depending on the one before and the one after it only, once the Gaussian
 * reals are integrated out: states that belong to one matching each and depend on their neighbors are such a chain too.
 */
final class ChainProbe {
    private static final int REPEATS = 2;
    private static final double TOLERANCE = 1e-9;

    private final ModelPoint point;
    private final List<DiscreteLatent> discrete;
    private final List<Latent> nodes = new ArrayList<>();
    private final boolean[][] depends;

    ChainProbe(ModelPoint point, List<RealLatent> gaussian, RandomGenerator rng) {
        this.point = point;
        discrete = point.discreteLatents();
        nodes.addAll(discrete);
        nodes.addAll(gaussian);
        depends = new boolean[nodes.size()][nodes.size()];
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            StructureProbe.setInterior(point, rng);
            for (int e = 0; e < point.realCount(); e++) {
                point.setReal(e, 0.5 * rng.nextGaussian());
            }
            readDependence(rng);
        }
    }

    /** Which gradients change when a latent does. */
    private void readDependence(RandomGenerator rng) {
        point.forwardBackward();
        List<DMatrixRMaj> base = copies();
        for (int a = 0; a < nodes.size(); a++) {
            DMatrixRMaj value = point.values().get(nodes.get(a));
            DMatrixRMaj before = value.copy();
            for (int e = 0; e < value.getNumElements(); e++) {
                value.data[e] *= 0.5 + rng.nextDouble();
            }
            point.forwardBackward();
            List<DMatrixRMaj> moved = copies();
            for (int b = 0; b < nodes.size(); b++) {
                double size = 1 + largest(base.get(b));
                depends[a][b] |=
                        a != b && !MatrixFeatures_DDRM.isIdentical(base.get(b), moved.get(b), TOLERANCE * size);
            }
            value.setTo(before);
        }
    }

    private static double largest(DMatrixRMaj matrix) {
        return Arrays.stream(matrix.data, 0, matrix.getNumElements())
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    private List<DMatrixRMaj> copies() {
        return nodes.stream()
                .map(latent -> point.gradients().get(latent).copy())
                .toList();
    }

    /** The discrete latents from one end to the other; empty where they are no chain of three or more. */
    List<DiscreteLatent> chain() {
        int count = discrete.size();
        List<Set<Integer>> neighbors = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            neighbors.add(neighbors(k));
        }
        int[] ends = IntStream.range(0, count)
                .filter(k -> neighbors.get(k).size() == 1)
                .toArray();
        if (count < 3 || ends.length != 2) {
            return List.of();
        }
        List<DiscreteLatent> chain = new ArrayList<>();
        int before = -1;
        int at = ends[0];
        while (true) {
            chain.add(discrete.get(at));
            Set<Integer> next = new HashSet<>(neighbors.get(at));
            next.remove(before);
            if (next.size() != 1) {
                return chain.size() == count && next.isEmpty() ? chain : List.of();
            }
            before = at;
            at = next.iterator().next();
        }
    }

    /** The discrete latents that one meets first when going on from this one and its own reals. */
    private Set<Integer> neighbors(int k) {
        Set<Integer> met = new HashSet<>();
        boolean[] seen = new boolean[nodes.size()];
        List<Integer> open = new ArrayList<>(List.of(k));
        seen[k] = true;
        for (int next = 0; next < open.size(); next++) {
            int from = open.get(next);
            for (int to = 0; to < nodes.size(); to++) {
                if (!seen[to] && (depends[from][to] || depends[to][from])) {
                    seen[to] = true;
                    int owner = owner(to);
                    if (owner < 0 || owner == k) {
                        open.add(to);
                    } else {
                        met.add(owner);
                    }
                }
            }
        }
        return met;
    }

    /** A discrete latent itself, the only one that a real depends on, or -1. */
    private int owner(int node) {
        if (node < discrete.size()) {
            return node;
        }
        int owner = -1;
        for (int k = 0; k < discrete.size(); k++) {
            if (depends[k][node] || depends[node][k]) {
                if (owner >= 0) {
                    return -1;
                }
                owner = k;
            }
        }
        return owner;
    }
}
