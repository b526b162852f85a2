package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.*;
import org.ejml.data.DMatrixRMaj;

/** Targets that wander through ten pictures, missed one time in ten, among false alarms; paths unknown. */
public final class TrackingTargets {
    private static final int FRAMES = 10;
    private static final double STEP = 0.6;
    private static final double NOISE = 0.25;
    private static final double AREA = 10;

    private TrackingTargets() {}

    /** Simulates so many targets and says which share of the links between detections is found. */
    public static String run(long seed, int targets) {
        var rng = new SplittableRandom(seed);
        var position = new DMatrixRMaj(targets, 2);
        List<List<double[]>> frames = new ArrayList<>();
        for (int t = 0; t < FRAMES; t++) {
            List<double[]> seen = new ArrayList<>();
            for (int k = 0; k < targets; k++) {
                for (int c = 0; c < 2; c++) {
                    position.set(
                            k, c, t == 0 ? AREA * rng.nextDouble() : position.get(k, c) + STEP * rng.nextGaussian());
                }
                if (rng.nextDouble() < 0.9) {
                    seen.add(new double[] {
                        position.get(k, 0) + NOISE * rng.nextGaussian(),
                        position.get(k, 1) + NOISE * rng.nextGaussian(),
                        k
                    });
                }
            }
            for (double left = rng.nextExponential(); left < 1 || seen.isEmpty(); left += rng.nextExponential()) {
                seen.add(new double[] {AREA * rng.nextDouble(), AREA * rng.nextDouble(), -1});
            }
            Collections.shuffle(seen, new Random(rng.nextLong()));
            frames.add(seen);
        }

        List<Latent> latents = new ArrayList<>();
        List<MatchingLatent> xs = new ArrayList<>();
        List<RealLatent> paths = new ArrayList<>();
        for (int t = 0; t < FRAMES; t++) {
            xs.add(new MatchingLatent(
                    "target " + t,
                    MatchingSpace.partial(SparsityPattern.all(frames.get(t).size(), targets))));
            paths.add(new RealLatent("position " + t, targets, 2));
            latents.addAll(List.of(xs.get(t), paths.get(t)));
        }
        double pair = Math.log(0.9 / 0.1 * AREA * AREA / (2 * Math.PI * NOISE * NOISE));
        Model model = TapeModel.of(latents, (tape, z) -> {
            Var f = new GaussianPrior(4).logDensity(z.get(paths.get(0)).plus(-AREA / 2), 2 * targets);
            for (int t = 0; t < FRAMES; t++) {
                var p = z.get(paths.get(t));
                var d = new DMatrixRMaj(frames.get(t).size(), 2);
                for (int i = 0; i < 2 * d.numRows; i++) {
                    d.data[i] = frames.get(t).get(i / 2)[i % 2];
                }
                // |d - p|^2 = |d|^2 - 2 d'p + |p|^2 for each detection and target
                Var squares = tape.constant(d)
                        .mult(p.transpose())
                        .times(-2)
                        .plusRow(p.square().rowSums().transpose())
                        .plusColumn(tape.constant(d).square().rowSums());
                f = f.plus(z.get(xs.get(t))
                        .dot(squares.times(-0.5 / (NOISE * NOISE)).plus(pair)));
                f = t == 0
                        ? f
                        : f.plus(new GaussianPrior(STEP).logDensity(p.minus(z.get(paths.get(t - 1))), 2 * targets));
            }
            return f;
        });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        var truth = links(targets, (t, i) -> (int) frames.get(t).get(i)[2], frames);
        var found = links(
                targets, (t, i) -> answer.marginals(xs.get(t)).mostProbable().place(i), frames);
        var both = new HashSet<>(truth);
        both.retainAll(found);
        return String.format(Locale.ROOT, "%d of %d links right, %d said", both.size(), truth.size(), found.size());
    }

    private interface Owner {
        int of(int frame, int detection);
    }

    private static Set<String> links(int targets, Owner owner, List<List<double[]>> frames) {
        Set<String> links = new HashSet<>();
        String[] last = new String[targets];
        for (int t = 0; t < FRAMES; t++) {
            for (int i = 0; i < frames.get(t).size(); i++) {
                int k = owner.of(t, i);
                if (k >= 0) {
                    links.add(last[k] + " " + t + "." + i);
                    last[k] = t + "." + i;
                }
            }
        }
        links.removeIf(link -> link.startsWith("null"));
        return links;
    }
}
