package io.permvi.applications.link;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The law of the total score among pairs that are no links, from pairs inside each file: both files are clean, so that all
 * of these are known not to be links, and they are as alike as candidates. Corrects what dependent fields do to scores. It
 * holds only where both files are written alike, and says so itself: where the two files tell different numbers of false
 * pairs, or many more than the model does, it is not used.
 *
 * @param a pairs inside the first file
 * @param b pairs inside the second file
 */
public record WithinFileNull(Inside a, Inside b) {
    /** Records that a file needs. */
    private static final int LEAST_RECORDS = 1000;

    private static final int ROUNDS = 5;
    private static final int ROUNDS_OF_TWO = 20;
    private static final int ROUNDS_OF_SURE = 10;
    /** Rounds in which the law of total scores follows the classes before they move again. */
    private static final int PACE = 4;
    /** A second class is begun from links that would be links at a thousandth of the prior odds. */
    private static final double DOUBT = Math.log(1000);

    /** How many times as much a second class must let decide to be worth its numbers. */
    private static final double WORTH = 1.005;
    /** How much the two files may differ, and pass the model, beside the noise of counts. */
    private static final double AGREE = 1.5;

    private static final double NOISE = 3;
    private static final double PASS = 2;

    /**
     * Pairs inside a file that are worth a comparison; all others are taken to score less than any.
     *
     * @param levels of pairs, by pair or combination of levels, then by comparison. Shared: not to be modified.
     * @param counts how many pairs have them. Shared: not to be modified.
     * @param records among which the pairs were looked for
     */
    public record Inside(byte[][] levels, long[] counts, double records) {
        private double times(double all) {
            return all / (0.5 * records * (records - 1));
        }

        private double[] byScore(LinkLaw law) {
            double[] pairs = new double[ScoreRatios.BINS];
            for (int k = 0; k < counts.length; k++) {
                pairs[ScoreRatios.bin(law.score(levels[k]))] += counts[k];
            }
            return pairs;
        }

        private double above(LinkLaw law) {
            double pairs = 0;
            for (int k = 0; k < counts.length; k++) {
                pairs += law.score(levels[k]) > -law.prior() ? counts[k] : 0;
            }
            return pairs;
        }
    }

    /** Whether files have records enough for the pairs inside them to be trusted. */
    public static boolean serves(double recordsA, double recordsB) {
        return Math.min(recordsA, recordsB) >= LEAST_RECORDS;
    }

    /**
     * The law with what total scores tell, those of links by their beliefs, those of others by the pairs inside the files,
     * in bins, increasing; with a second class of links where more can be decided by it; the law as it is where the pairs
     * inside the files cannot be trusted. The second class is begun from links that are beyond doubt, since from all that
     * agree a little it takes false pairs, of which large files have more, and is lost again with them.
     *
     * @param all the number of pairs that could be links
     * @param law that was learned, of one class
     * @param learning that learned it
     * @param expectation by which it did
     */
    public LinkLaw calibrate(double all, LinkLaw law, LinkLearning learning, Function<LinkLaw, LinkSums> expectation) {
        Calibrated one = new Calibrated(law, expectation.apply(law));
        if (!trusted(all, law, one.sums.wrong())) {
            return law;
        }
        one = one.after(ROUNDS, this, all, learning, expectation);
        LinkLaw sure = learning.divided(law);
        for (int round = 0; round < ROUNDS_OF_SURE; round++) {
            LinkSums sums = expectation.apply(sure.withPrior(sure.prior() - DOUBT));
            sure = learning.law(learning.classes(sums), ScoreRatios.NONE, one.law.links(), law.rounds());
        }
        Calibrated two =
                new Calibrated(sure, expectation.apply(sure)).after(ROUNDS_OF_TWO, this, all, learning, expectation);
        return two.sums.decided() > WORTH * one.sums.decided() ? two.law : one.law;
    }

    /** A law and the sums by it. */
    private record Calibrated(LinkLaw law, LinkSums sums) {
        /** After some rounds of total scores; of several classes, every fourth round moves them too. */
        Calibrated after(
                int rounds,
                WithinFileNull within,
                double all,
                LinkLearning learning,
                Function<LinkLaw, LinkSums> expectation) {
            Calibrated now = this;
            for (int round = 0; round < rounds; round++) {
                List<LinkClass> before = now.law.classes();
                boolean moves = before.size() > 1 && round % PACE == PACE - 1;
                List<LinkClass> classes = moves ? learning.classes(now.sums) : before;
                double[] others = within.others(all, now.law);
                ScoreRatios total = new ScoreRatios(
                        LevelWeights.of(now.sums.scores(), others).weights());
                LinkLaw next = learning.law(classes, total, now.sums.links(), law.rounds());
                now = new Calibrated(next, expectation.apply(next));
            }
            return now;
        }
    }

    /** Whether the number of false pairs that outweigh the prior is the same by both files, and not far above a model's. */
    private boolean trusted(double all, LinkLaw law, double own) {
        double seenA = a.above(law);
        double seenB = b.above(law);
        double ofA = a.times(all) * seenA;
        double ofB = b.times(all) * seenB;
        double noise = NOISE * Math.hypot(a.times(all) * Math.sqrt(seenA), b.times(all) * Math.sqrt(seenB));
        return serves(a.records, b.records)
                && Math.max(ofA, ofB) <= AGREE * Math.min(ofA, ofB) + noise
                && 0.5 * (ofA + ofB) <= PASS * own + noise;
    }

    /** By bin of the score, the pairs between the files that are no links; both files together stand for all. */
    private double[] others(double all, LinkLaw law) {
        double share = 1 / (1 / a.times(all) + 1 / b.times(all));
        double[] others = a.byScore(law);
        double[] ofB = b.byScore(law);
        Arrays.setAll(others, bin -> share * (others[bin] + ofB[bin]));
        others[0] += Math.max(0, all - Arrays.stream(others).sum());
        return others;
    }
}
