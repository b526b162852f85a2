package io.permvi.examples.heads;

import io.permvi.inference.heads.HeadNaming;
import io.permvi.models.heads.AtlasLearner;
import io.permvi.models.heads.Head;
import io.permvi.models.heads.HeadAtlas;
import io.permvi.models.points.RigidMotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses hyper-parameters by an inner cross-validation within training heads only: the degrees of freedom and the noise
 * scale by the log probability of the true names, the evidence temperature by that of the true hands. The pose of a held-out
 * head is known from its names, so nothing is searched.
 */
final class AtlasTuning {
    private static final double[] DEGREES_OF_FREEDOM = {4, 6};
    private static final double[] NOISE_SCALES = {2, 2.2, 2.5};
    private static final double[] EVIDENCE_TEMPERATURES = {5, 10, 20, 40, 80};
    private static final int FOLDS = 2;
    /** A true name that was given no chance costs as much as one chance in a thousand. */
    private static final double FLOOR = 1e-3;

    private AtlasTuning() {}

    /** What was chosen. */
    record Choice(double degreesOfFreedom, double noiseScale, double evidenceTemperature) {
        AtlasLearner learner() {
            return AtlasLearner.withDefaults().withDegreesOfFreedom(degreesOfFreedom);
        }

        HeadAtlas calibrate(HeadAtlas atlas) {
            return atlas.withCalibration(evidenceTemperature, noiseScale);
        }
    }

    static Choice choose(List<HeadFile> training) {
        double[][] names = new double[DEGREES_OF_FREEDOM.length][NOISE_SCALES.length];
        double[] hands = new double[EVIDENCE_TEMPERATURES.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            List<HeadFile> inner = new ArrayList<>();
            List<HeadFile> held = new ArrayList<>();
            for (int h = 0; h < training.size(); h++) {
                // the first head gives the frame and stays
                (h > 0 && h % FOLDS == fold ? held : inner).add(training.get(h));
            }
            for (int d = 0; d < DEGREES_OF_FREEDOM.length; d++) {
                HeadAtlas atlas = AtlasLearner.withDefaults()
                        .withDegreesOfFreedom(DEGREES_OF_FREEDOM[d])
                        .learn(inner.stream().map(HeadFile::head).toList());
                for (HeadFile file : held) {
                    addNames(atlas, file, training.get(0), names[d]);
                    if (d == DEGREES_OF_FREEDOM.length - 1) {
                        addHands(atlas, file, training.get(0), hands);
                    }
                }
            }
        }
        int best = 0;
        int cells = NOISE_SCALES.length;
        for (int c = 1; c < names.length * cells; c++) {
            if (names[c / cells][c % cells] > names[best / cells][best % cells]) {
                best = c;
            }
        }
        int warm = 0;
        for (int t = 1; t < hands.length; t++) {
            if (hands[t] > hands[warm]) {
                warm = t;
            }
        }
        return new Choice(DEGREES_OF_FREEDOM[best / cells], NOISE_SCALES[best % cells], EVIDENCE_TEMPERATURES[warm]);
    }

    private static void addNames(HeadAtlas atlas, HeadFile file, HeadFile frame, double[] sums) {
        RigidMotion pose = pose(atlas, file.head(), isMirrored(file, frame));
        for (int s = 0; s < sums.length; s++) {
            HeadNaming naming = new HeadNaming(atlas.withCalibration(atlas.evidenceTemperature(), NOISE_SCALES[s]));
            sums[s] += logProbability(naming.refine(file.head(), pose), atlas, file.head());
        }
    }

    /** The mean over the named points, so that each head counts once. */
    private static double logProbability(HeadNaming.Result result, HeadAtlas atlas, Head head) {
        Map<String, Integer> index = index(atlas);
        double sum = 0;
        int named = 0;
        for (int i = 0; i < head.size(); i++) {
            Integer neuron = index.get(head.names().get(i));
            if (neuron != null) {
                sum += Math.log(Math.max(FLOOR, result.marginals().probability(i, neuron)));
                named++;
            }
        }
        return sum / Math.max(1, named);
    }

    private static void addHands(HeadAtlas atlas, HeadFile file, HeadFile frame, double[] sums) {
        HeadNaming naming = new HeadNaming(atlas);
        double same = bound(naming, file.head(), false);
        double mirrored = bound(naming, file.head(), true);
        double prior = atlas.handPrior().probabilitySame(file.head());
        for (int t = 0; t < sums.length; t++) {
            double logit = Math.log(prior / (1 - prior)) + (same - mirrored) / EVIDENCE_TEMPERATURES[t];
            sums[t] -= Math.log1p(Math.exp(isMirrored(file, frame) ? logit : -logit));
        }
    }

    private static double bound(HeadNaming naming, Head head, boolean mirrored) {
        RigidMotion pose = pose(naming.atlas(), head, mirrored);
        return naming.refine(head, pose).mixture().alternatives().get(0).bound();
    }

    private static boolean isMirrored(HeadFile file, HeadFile frame) {
        return !file.commonHand().orElse(true).equals(frame.commonHand().orElse(true));
    }

    private static RigidMotion pose(HeadAtlas atlas, Head head, boolean mirrored) {
        Map<String, Integer> index = index(atlas);
        double[][] target = new double[3][head.size()];
        double[] weights = new double[head.size()];
        for (int i = 0; i < head.size(); i++) {
            Integer neuron = index.get(head.names().get(i));
            if (neuron != null) {
                weights[i] = 1;
                for (int d = 0; d < 3; d++) {
                    target[d][i] = atlas.positions().means()[neuron][d];
                }
            }
        }
        if (Arrays.stream(weights).sum() == 0) {
            Arrays.fill(weights, 1);
        }
        RigidMotion.Hand hand = mirrored ? RigidMotion.Hand.MIRRORED : RigidMotion.Hand.SAME;
        return RigidMotion.fit(head.positions(), target, weights, hand);
    }

    private static Map<String, Integer> index(HeadAtlas atlas) {
        Map<String, Integer> index = new HashMap<>();
        for (int k = 0; k < atlas.names().size(); k++) {
            index.put(atlas.names().get(k), k);
        }
        return index;
    }
}
