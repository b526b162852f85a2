package io.permvi.applications.heads;

import io.permvi.inference.fields.PointMatcher;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Cross-validation of learning and naming. Heads whose id starts with the reference prefix always train; of the others, in
 * order of their ids, head j is tested in fold j modulo the number of folds.
 */
public record HeadValidation(
        List<HeadFile> files,
        int folds,
        String reference,
        Set<String> scoredNames,
        boolean tuned,
        PointMatcher.MatchingRule rule,
        long seed) {

    /** A way of testing a head. */
    public record Condition(String label, Distortion distortion, boolean handGiven) {}

    /**
     * What came of one head.
     *
     * @param head its id
     * @param condition the label of the way in which it was tested
     * @param handRight whether the more probable hand is the given one
     * @param said the probability of each scored name
     * @param correct 1 where it is right, else 0
     */
    public record Outcome(
            String head,
            String condition,
            int points,
            boolean handRight,
            double seconds,
            double[] said,
            double[] correct) {
        /** What no two outcomes have in common. */
        public String key() {
            return key(head, condition);
        }

        private static String key(String head, String condition) {
            return condition + " of " + head;
        }

        public int scored() {
            return said.length;
        }

        public double accuracy() {
            return Arrays.stream(correct).average().orElse(0);
        }

        /** What stands before the first underscore of the head's name; empty where there is none. */
        public String laboratory() {
            return head.substring(0, Math.max(0, head.indexOf('_')));
        }
    }

    /** The outcomes that a table holds, in the order of heads and conditions. */
    public List<Outcome> outcomes(List<Condition> conditions, Function<String, Optional<Outcome>> ofKey) {
        return files.stream()
                .flatMap(file ->
                        conditions.stream().map(c -> Outcome.key(file.head().id(), c.label())))
                .flatMap(key -> ofKey.apply(key).stream())
                .toList();
    }

    public int tested() {
        return (int) files.stream().filter(f -> !isReference(f)).count();
    }

    /**
     * Runs all folds; {@code onOutcome} gets each outcome, {@code onAtlas} the seconds that each atlas took,
     * {@code onChoice} the hyper-parameters of each fold. Folds of which all keys are done are passed over.
     */
    public void run(
            List<Condition> conditions,
            Predicate<String> isDone,
            Consumer<Outcome> onOutcome,
            Consumer<Double> onAtlas,
            Consumer<AtlasTuning.Choice> onChoice) {
        for (int fold = 0; fold < folds; fold++) {
            List<HeadFile> training = new ArrayList<>();
            List<HeadFile> test = new ArrayList<>();
            split(fold, training, test);
            if (test.stream().allMatch(file -> conditions.stream().allMatch(c -> isDone(isDone, file, c)))) {
                continue;
            }
            AtlasTuning.Choice choice = tuned ? AtlasTuning.choose(training) : AtlasTuning.Choice.stored();
            onChoice.accept(choice);
            long start = System.nanoTime();
            HeadAtlas atlas = choice.learn(training);
            onAtlas.accept((System.nanoTime() - start) * 1e-9);
            HeadNaming naming = new HeadNaming(atlas, rule);
            boolean frameHand = training.get(0).commonHand().orElse(true);
            for (HeadFile file : test) {
                for (Condition condition : conditions) {
                    if (!isDone(isDone, file, condition)) {
                        onOutcome.accept(outcome(naming, file, frameHand, condition));
                    }
                }
            }
        }
    }

    private static boolean isDone(Predicate<String> isDone, HeadFile file, Condition condition) {
        return isDone.test(Outcome.key(file.head().id(), condition.label()));
    }

    private boolean isReference(HeadFile file) {
        return !reference.isEmpty() && file.head().id().startsWith(reference);
    }

    private void split(int fold, List<HeadFile> training, List<HeadFile> test) {
        int index = 0;
        for (HeadFile file : files) {
            boolean tested = !isReference(file) && index++ % folds == fold;
            (tested ? test : training).add(file);
        }
    }

    private Outcome outcome(HeadNaming naming, HeadFile file, boolean frameHand, Condition condition) {
        Distortion.Distorted distorted = condition.distortion().apply(file.head(), seed);
        Head head = distorted.head();
        boolean same = file.commonHand().orElse(frameHand) == frameHand ^ distorted.mirrored();
        HeadNaming.Hand hand =
                !condition.handGiven() ? HeadNaming.Hand.INFER : same ? HeadNaming.Hand.SAME : HeadNaming.Hand.MIRRORED;
        Head hidden = new Head(head.id(), head.positions(), head.colors(), Collections.nCopies(head.size(), ""));
        long start = System.nanoTime();
        NamedHead result = naming.name(hidden, hand);
        double seconds = (System.nanoTime() - start) * 1e-9;
        int[] scored = IntStream.range(0, head.size())
                .filter(i -> scoredNames.contains(head.names().get(i)))
                .toArray();
        double[] said = new double[scored.length];
        double[] correct = new double[scored.length];
        for (int k = 0; k < scored.length; k++) {
            int neuron = result.best().place(scored[k]);
            if (neuron != Matching.UNMATCHED) {
                said[k] = result.marginals().probability(scored[k], neuron);
                correct[k] =
                        naming.atlas().names().get(neuron).equals(head.names().get(scored[k])) ? 1 : 0;
            }
        }
        boolean handRight = result.probabilitySame() > 0.5 == same;
        return new Outcome(head.id(), condition.label(), head.size(), handRight, seconds, said, correct);
    }
}
