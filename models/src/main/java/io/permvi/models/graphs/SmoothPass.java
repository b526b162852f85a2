package io.permvi.models.graphs;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.LatentValues;
import io.permvi.models.graphs.NetworkMatching.Gains;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The log odds of relaxed matchings and their gradient by sparse products: for each item the weights of where its neighbors
 * may be, for each class of the other network's arcs, and then a sum over that network's arcs.
 */
final class SmoothPass implements DifferentiableModel.Pass {
    private final NetworkMatching model;
    private final int m;
    private final int n;
    private final DMatrixRMaj gradient;
    private final double[] x;
    private final double[] turned;
    /** For each class what arcs of that class would meet at each node. */
    private final double[][] met;

    private final double[] ofPlaces;
    private final double[] ofItems;
    private final double[] occupied;
    private final double[] matched;
    private boolean forwarded;
    private double value;

    SmoothPass(NetworkMatching model) {
        this.model = model;
        m = model.latent().rows();
        n = model.nodes();
        gradient = new DMatrixRMaj(m, model.latent().columns());
        x = new double[m * n];
        turned = new double[m * n];
        met = new double[Arcs.CLASSES][Math.max(m, n)];
        ofPlaces = new double[n];
        occupied = new double[n];
        ofItems = new double[m];
        matched = new double[m];
    }

    @Override
    public double forward(LatentValues z) {
        read(z.get(model.latent()));
        addLinear(z.get(model.latent()));
        for (Gains gain : model.gains()) {
            Arcs a = gain.layer().a();
            Arcs b = gain.layer().b();
            boolean crossed = gain.layer().crossed();
            value += addPairs(a.out(), b.out(), gain.pairs(), crossed, crossed ? turned : x);
            if (crossed) {
                addPairs(b.in(), a.in(), gain.turned(), true, turned);
            } else {
                addPairs(a.in(), b.in(), gain.pairs(), false, x);
                value += addNeighbors(b.out(), gain.places(), occupied, ofPlaces);
                value += model.partial() ? addNeighbors(a.out(), gain.items(), matched, ofItems) : 0;
            }
        }
        for (int e = 0; e < x.length; e++) {
            gradient.add(e / n, e % n, ofPlaces[e % n] + ofItems[e / n]);
        }
        forwarded = true;
        return model.scale() * NetworkLayer.GRID * value;
    }

    private void read(DMatrixRMaj z) {
        Arrays.fill(occupied, 0);
        Arrays.fill(matched, 0);
        Arrays.fill(ofItems, 0);
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < n; k++) {
                double here = z.unsafe_get(i, k);
                x[i * n + k] = here;
                turned[k * m + i] = here;
                occupied[k] += here;
                matched[i] += here;
            }
        }
        for (int k = 0; k < n; k++) {
            ofPlaces[k] = model.crossing(k);
        }
    }

    /** What needs no arcs of others: items alone, occupied places, and how many are matched. */
    private void addLinear(DMatrixRMaj z) {
        value = 0;
        for (int e = 0; e < gradient.getNumElements(); e++) {
            int i = e / gradient.numCols;
            int k = e % gradient.numCols;
            gradient.data[e] = k < n ? model.gridAlone(i, k) : model.score(i, k);
            value += gradient.data[e] * z.data[e] + (k < n ? ofPlaces[k] * z.data[e] : 0);
        }
        double all = 0;
        for (double one : matched) {
            all += one;
        }
        for (int i = 0; i < m && model.partial(); i++) {
            ofItems[i] = model.matched(i) + model.empty() * (all - matched[i]);
            value += matched[i] * (model.matched(i) + model.empty() * (all - matched[i]) / 2);
        }
    }

    /** Adds what items meet at nodes to the gradient; returns the sum of x times that. */
    private double addPairs(Arcs.Lists items, Arcs.Lists places, int[] gains, boolean crossed, double[] weights) {
        int width = crossed ? m : n;
        double sum = 0;
        for (int i = 0; i < m; i++) {
            for (double[] row : met) {
                Arrays.fill(row, 0);
            }
            for (int e = items.start()[i]; e < items.start()[i + 1]; e++) {
                int at = items.node()[e] * width;
                for (int c = 1; c < Arcs.CLASSES; c++) {
                    double gain = gains[items.size()[e] * Arcs.CLASSES + c];
                    for (int y = 0; y < width && gain != 0; y++) {
                        met[c][y] += gain * weights[at + y];
                    }
                }
            }
            for (int k = 0; k < n; k++) {
                double here = 0;
                for (int o = places.start()[k]; o < places.start()[k + 1]; o++) {
                    int y = places.node()[o];
                    here += crossed && y == i ? 0 : met[places.size()[o]][y];
                }
                here -= crossed ? ofSamePlace(items, i, places, k, gains, weights) : 0;
                gradient.add(i, k, here);
                sum += here * x[i * n + k];
            }
        }
        return sum;
    }

    /** Across, what another item at the same node would say. */
    private double ofSamePlace(Arcs.Lists items, int i, Arcs.Lists places, int k, int[] gains, double[] weights) {
        double sum = 0;
        for (int e = items.start()[i]; e < items.start()[i + 1]; e++) {
            for (int o = places.start()[k]; items.node()[e] == k && o < places.start()[k + 1]; o++) {
                int y = places.node()[o];
                sum += y == i ? 0 : gains[items.size()[e] * Arcs.CLASSES + places.size()[o]] * weights[k * m + y];
            }
        }
        return sum;
    }

    /** Adds what arcs between occupied places, or matched items, say to each; returns their sum. */
    private static double addNeighbors(Arcs.Lists out, int[] gains, double[] there, double[] sums) {
        double sum = 0;
        for (int k = 0; k < there.length; k++) {
            for (int e = out.start()[k]; e < out.start()[k + 1]; e++) {
                int l = out.node()[e];
                double weight = gains[out.size()[e]];
                sum += weight * there[k] * there[l];
                sums[k] += weight * there[l];
                sums[l] += weight * there[k];
            }
        }
        return sum;
    }

    @Override
    public void backward(LatentValues result) {
        if (!forwarded) {
            throw new IllegalStateException("backward needs a forward first");
        }
        DMatrixRMaj target = result.get(model.latent());
        for (int e = 0; e < gradient.getNumElements(); e++) {
            target.data[e] = model.scale() * NetworkLayer.GRID * gradient.data[e];
        }
    }
}
