package io.permvi.applications.heads;

import io.permvi.inference.fields.PointMatch;
import io.permvi.models.fields.RigidMotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses hyper-parameters by an inner cross-validation within training heads only, one after the other from the defaults:
 * degrees of freedom with the weight of the prior deformation, then the noise scale, both by the log probability of the
 * true names, then the evidence temperature by that of the true hands. The pose of a held-out head is known from its names,
 * so nothing is searched.
 */
public final class AtlasTuning {
    private static final double[] DEGREES_OF_FREEDOM = {4, 6};
    private static final double[] DEFORMATION_WEIGHTS = {5, 10};
    private static final double[] NOISE_SCALES = {2.2, 2.5, 2.8};
    private static final double[] EVIDENCE_TEMPERATURES = {2, 3, 5, 8, 12, 20};
    private static final int FOLDS = 2;
    /** A true name that was given no chance costs as much as one chance in a thousand. */
    private static final double FLOOR = 1e-3;

    private final List<HeadFile> training;

    private AtlasTuning(List<HeadFile> training) {
        this.training = training;
    }

    /** What was chosen. */
    public record Choice(
            double degreesOfFreedom, double deformationWeight, double noiseScale, double evidenceTemperature) {
        @Override
        public String toString() {
            return "degrees of freedom " + degreesOfFreedom + ", deformation weight " + deformationWeight
                    + ", noise scale " + noiseScale + ", evidence temperature " + evidenceTemperature;
        }

        /** The values that {@code learn} takes: those that 55 heads of seven laboratories chose. */
        public static Choice stored() {
            AtlasLearner learner = AtlasLearner.withDefaults();
            return new Choice(
                    learner.degreesOfFreedom(),
                    learner.deformationWeight(),
                    HeadAtlas.NOISE_SCALE,
                    HeadAtlas.EVIDENCE_TEMPERATURE);
        }

        public HeadAtlas learn(List<HeadFile> files) {
            return new AtlasLearner(degreesOfFreedom, deformationWeight)
                    .learn(files.stream().map(HeadFile::head).toList())
                    .withCalibration(evidenceTemperature, noiseScale);
        }

        private Choice withLearning(double newDegreesOfFreedom, double newDeformationWeight) {
            return new Choice(newDegreesOfFreedom, newDeformationWeight, noiseScale, evidenceTemperature);
        }

        private Choice withNoiseScale(double value) {
            return new Choice(degreesOfFreedom, deformationWeight, value, evidenceTemperature);
        }

        private Choice withEvidenceTemperature(double value) {
            return new Choice(degreesOfFreedom, deformationWeight, noiseScale, value);
        }
    }

    /** The best of the tried values for these heads. */
    public static Choice choose(List<HeadFile> training) {
        AtlasTuning tuning = new AtlasTuning(training);
        Choice start = Choice.stored();
        List<Choice> learning = new ArrayList<>();
        for (double degrees : DEGREES_OF_FREEDOM) {
            for (double weight : DEFORMATION_WEIGHTS) {
                learning.add(start.withLearning(degrees, weight));
            }
        }
        Choice learned = tuning.best(learning);
        Choice scaled = tuning.best(
                Arrays.stream(NOISE_SCALES).mapToObj(learned::withNoiseScale).toList());
        return scaled.withEvidenceTemperature(tuning.evidenceTemperature(scaled));
    }

    private Choice best(List<Choice> choices) {
        double[] scores = new double[choices.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            Map<Choice, HeadAtlas> atlases = new HashMap<>();
            for (int c = 0; c < scores.length; c++) {
                Choice choice = choices.get(c);
                Choice asLearned = choice.withNoiseScale(HeadAtlas.NOISE_SCALE);
                List<HeadFile> inner = split(fold, false);
                HeadAtlas atlas = atlases.computeIfAbsent(asLearned, key -> key.learn(inner));
                HeadNaming naming =
                        new HeadNaming(atlas.withCalibration(choice.evidenceTemperature(), choice.noiseScale()));
                for (double score : split(fold, true).parallelStream()
                        .mapToDouble(file -> nameScore(naming, file))
                        .toArray()) {
                    scores[c] += score;
                }
            }
        }
        return choices.get(largest(scores));
    }

    private double nameScore(HeadNaming naming, HeadFile file) {
        RigidMotion pose = pose(naming.atlas(), file.head(), isMirrored(file));
        return logProbability(naming.refine(file.head(), pose), naming.atlas(), file.head());
    }

    private double evidenceTemperature(Choice choice) {
        double[] scores = new double[EVIDENCE_TEMPERATURES.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            HeadNaming naming = new HeadNaming(choice.learn(split(fold, false)));
            List<double[]> all = split(fold, true).parallelStream()
                    .map(file -> handScores(naming, file))
                    .toList();
            for (double[] own : all) {
                for (int t = 0; t < scores.length; t++) {
                    scores[t] += own[t];
                }
            }
        }
        return EVIDENCE_TEMPERATURES[largest(scores)];
    }

    /** The log probability of the true hand at each temperature. */
    private double[] handScores(HeadNaming naming, HeadFile file) {
        double difference = Twins.of(naming.atlas().names())
                .difference(match(naming, file.head(), false), match(naming, file.head(), true));
        double prior = naming.atlas().handPrior().probabilitySame(file.head());
        return Arrays.stream(EVIDENCE_TEMPERATURES)
                .map(t -> Math.log(prior / (1 - prior)) + Twins.logRatio(difference, t))
                .map(logit -> -Math.log1p(Math.exp(isMirrored(file) ? logit : -logit)))
                .toArray();
    }

    /** The heads that an inner fold holds out, or the others; the first head gives the frame and is never held out. */
    private List<HeadFile> split(int fold, boolean held) {
        List<HeadFile> files = new ArrayList<>();
        for (int h = 0; h < training.size(); h++) {
            if ((h > 0 && h % FOLDS == fold) == held) {
                files.add(training.get(h));
            }
        }
        return files;
    }

    private static int largest(double[] scores) {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            if (scores[c] > scores[best]) {
                best = c;
            }
        }
        return best;
    }

    /** The mean over the named points, so that each head counts once. */
    private static double logProbability(NamedHead result, HeadAtlas atlas, Head head) {
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

    private static PointMatch match(HeadNaming naming, Head head, boolean mirrored) {
        RigidMotion pose = pose(naming.atlas(), head, mirrored);
        return naming.refine(head, pose).mixture().alternatives().get(0);
    }

    private boolean isMirrored(HeadFile file) {
        return !file.commonHand()
                .orElse(true)
                .equals(training.get(0).commonHand().orElse(true));
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
