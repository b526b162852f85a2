package io.permvi.examples.basics;

import io.permvi.models.*;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.*;

/** Targets that wander through ten pictures, missed one time in ten, among false alarms; paths unknown. */
public final class TrackingTargets {
    private static final double AREA = 10;
    private static final double NOISE = 0.25;

    private TrackingTargets() {}

    /** Simulates so many targets of a speed and says how many links between their detections are found. */
    public static Problem of(long seed, int targets, double step) {
        var rng = new SplittableRandom(seed);
        double[][] path = new double[targets][];
        Arrays.setAll(path, k -> rng.doubles(2, 0, AREA).toArray());
        List<double[][]> seen = new ArrayList<>(); // of each picture's detections two coordinates, and whose it is
        for (int t = 0; t < 10; t++) {
            List<double[]> detections = new ArrayList<>();
            for (int k = 0; k < targets; k++) {
                path[k] = Simulation.blurred(path[k], step, rng);
                double[] shown = Simulation.blurred(path[k], NOISE, rng);
                detections.add(new double[] {shown[0], shown[1], k});
            }
            detections.removeIf(detection -> rng.nextDouble() < 0.1);
            for (double left = rng.nextExponential(); left < 1; left += rng.nextExponential()) {
                detections.add(new double[] {AREA * rng.nextDouble(), AREA * rng.nextDouble(), -1});
            }
            Collections.shuffle(detections, new Random(rng.nextLong()));
            seen.add(detections.toArray(double[][]::new));
        }

        List<Latent> latents = new ArrayList<>();
        for (int t = 0; t < seen.size(); t++) {
            latents.add(new MatchingLatent("target " + t, MatchingSpace.partial(seen.get(t).length, targets)));
            latents.add(new RealLatent("position " + t, targets, 2));
        }
        double pair = Math.log(0.9 / 0.1 * AREA * AREA / (2 * Math.PI * NOISE * NOISE));
        Model model = TapeModel.of(latents, (tape, z) -> {
            var f = Priors.normal(z.get(latents.get(1)), AREA / 2, 4);
            for (int t = 0; t < seen.size(); t++) {
                var x = z.get(latents.get(2 * t));
                var p = z.get(latents.get(2 * t + 1));
                var detections = tape.constant(seen.get(t)).slice(0, 0, x.rows(), 2);
                var squares = detections.squaredDistances(p).times(-0.5 / (NOISE * NOISE));
                f = f.plus(x.dot(squares.plus(pair)));
                f = t == 0 ? f : f.plus(Priors.normal(p.minus(z.get(latents.get(2 * t - 1))), 0, step));
            }
            return f;
        });

        return new Problem(model, rng, posterior -> Simulation.linksRight(posterior, latents, seen));
    }
}
