package io.permvi.applications.heads;

import io.permvi.models.fields.FieldMatching;
import io.permvi.models.fields.GaussianField;
import java.util.List;
import org.apache.commons.math3.special.Gamma;

/**
 * What is known about heads: for each neuron where it lies, what color it has, how both vary together with the other
 * neurons, and how often it is seen.
 *
 * @param names the K neurons
 * @param positions the positions in the atlas frame, micrometers
 * @param colors the colors on the scale of {@link Head#scaledColors}
 * @param presence how probable it is that a neuron is seen
 * @param falsePoints the expected number of points in a head that are no atlas neuron
 * @param flatLogDensity the log density of such a point over positions and colors together
 * @param frameHead the head whose handedness the atlas frame has
 * @param handPrior how often heads of each microscope grid have the frame's handedness
 * @param evidenceTemperature by what the evidence for a hand is divided, at least 1: how many times the model overstates
 *     it
 * @param noiseScale factor on the noises when naming: learned ones are too small for heads that were not learned from
 */
public record HeadAtlas(
        List<String> names,
        GaussianField positions,
        GaussianField colors,
        PresencePrior presence,
        double falsePoints,
        double flatLogDensity,
        String frameHead,
        HandPrior handPrior,
        double evidenceTemperature,
        double noiseScale) {
    /** The temperature of evidence for a hand when none was learned. */
    public static final double EVIDENCE_TEMPERATURE = 3;
    /** The factor on noises when none was learned. */
    public static final double NOISE_SCALE = 2.5;

    /** Copies the names and checks that all parts have as many neurons. */
    public HeadAtlas {
        names = List.copyOf(names);
        if (positions.places() != names.size()
                || colors.places() != names.size()
                || presence.intercepts().length != names.size()) {
            throw new IllegalArgumentException("an atlas of " + names.size() + " neurons needs as many positions,"
                    + " colors and presences, got " + positions.places() + ", " + colors.places() + " and "
                    + presence.intercepts().length);
        }
        if (!(falsePoints > 0) || !(evidenceTemperature >= 1) || !(noiseScale > 0)) {
            throw new IllegalArgumentException(
                    "an atlas needs false points above 0, an evidence temperature of at least 1"
                            + " and a noise scale above 0, got " + falsePoints + ", " + evidenceTemperature + " and "
                            + noiseScale);
        }
    }

    /**
     * The model of a head's points in the atlas frame: any point may be any neuron, a neuron is seen with its presence,
     * and a Poisson number of points is stray. Names are not read.
     */
    public FieldMatching matching(Head head) {
        int n = head.size();
        double[] scores = presence.logits(Math.min(n, names.size()));
        double stray = Math.log(falsePoints) + flatLogDensity;
        // every point stray, in any order, and no neuron seen
        double allStray = n * stray - falsePoints - Gamma.logGamma(n + 1.0);
        for (int k = 0; k < scores.length; k++) {
            allStray -= Math.log1p(Math.exp(scores[k]));
            scores[k] -= stray;
        }
        return FieldMatching.of(
                List.of(positions, colors), new double[][][] {head.positions(), head.scaledColors()}, scores, allStray);
    }

    /** How many points a head has that a person or a good detector marked: a deviation above the mean of those learned. */
    int pointsOfAHead() {
        return (int) Math.round(presence.center() + presence.scale());
    }

    /**
     * The same with another number of points expected to be no neuron. How probable it is that a neuron is seen follows from
     * the number of the others.
     */
    public HeadAtlas withFalsePoints(double expected) {
        return new HeadAtlas(
                names,
                positions,
                colors,
                presence.withMoreFalsePoints(expected - falsePoints),
                expected,
                flatLogDensity,
                frameHead,
                handPrior,
                evidenceTemperature,
                noiseScale);
    }

    /** The same with other calibration. */
    public HeadAtlas withCalibration(double newEvidenceTemperature, double newNoiseScale) {
        return new HeadAtlas(
                names,
                positions,
                colors,
                presence,
                falsePoints,
                flatLogDensity,
                frameHead,
                handPrior,
                newEvidenceTemperature,
                newNoiseScale);
    }
}
