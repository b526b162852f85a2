package io.permvi.applications.heads;

import io.permvi.inference.fields.KnownMatches;
import io.permvi.inference.fields.PointMatcher;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Cross-validation of learning and naming.
 *
 * @param files the heads
 * @param detected the same heads as a detector sees them, by id; none are needed where no condition wants them
 */
public record HeadValidation(
        List<HeadFile> files,
        HeadSplit split,
        Map<String, Head> detected,
        Set<String> scoredNames,
        boolean tuned,
        PointMatcher.MatchingRule rule,
        long seed) {
    private static final int LARGEST_RANK = 5;

    /** Who chooses the names that are confirmed. */
    public enum Choice {
        /** The list of the largest expected gains, made anew after each answer. */
        LIST,
        /** Chance. */
        RANDOM
    }

    /**
     * A way of testing a head.
     *
     * @param confirmed how many names are confirmed; they are not scored
     * @param detected whether the points are those of a detector
     * @param together whether the hands of the heads that are tested by one atlas are judged together
     */
    public record Condition(
            String label,
            Distortion distortion,
            boolean handGiven,
            int confirmed,
            Choice choice,
            boolean detected,
            boolean together) {
        /** A distortion, no name confirmed. */
        public static Condition of(String label, Distortion distortion, boolean handGiven) {
            return new Condition(label, distortion, handGiven, 0, Choice.RANDOM, false, false);
        }

        /** The points of a detector, the hand given. */
        public static Condition detected(String label) {
            return new Condition(label, Distortion.NONE, true, 0, Choice.RANDOM, true, false);
        }

        /** Cells, or the points of a detector, their hands judged together. */
        public static Condition together(String label, boolean detected) {
            return new Condition(label, Distortion.NONE, false, 0, Choice.RANDOM, detected, true);
        }
    }

    /**
     * What came of one head.
     *
     * @param head its id
     * @param condition the label of the way in which it was tested
     * @param handRight whether the more probable hand is the given one
     * @param said the probability of each scored name
     * @param correct 1 where it is right, else 0
     * @param rank which candidate is right, from 1; 0 where none is
     */
    public record Outcome(
            String head,
            String condition,
            int points,
            boolean handRight,
            double seconds,
            double[] said,
            double[] correct,
            double[] rank) {
        /** What no two outcomes have in common. */
        public String key() {
            return key(head, condition);
        }

        private static String key(String head, String condition) {
            return condition + " of " + head;
        }

        /** How many names are scored. */
        public int scored() {
            return said.length;
        }

        /** The share of the scored names that are right. */
        public double accuracy() {
            return Arrays.stream(correct).average().orElse(0);
        }

        /** The share of the scored points whose name is among the first candidates. */
        public double among(int first) {
            return Arrays.stream(rank)
                    .map(r -> r >= 1 && r <= first ? 1 : 0)
                    .average()
                    .orElse(0);
        }

        /** What stands before the first underscore of the head's name; empty where there is none. */
        public String laboratory() {
            return Head.laboratory(head);
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
        for (HeadSplit.Fold fold : split.of(files)) {
            List<Tested> open = fold.test().stream()
                    .flatMap(file -> conditions.stream().map(condition -> new Tested(file, condition)))
                    .filter(test -> !isDone.test(test.key()) && test.isPossible(detected))
                    .toList();
            if (open.isEmpty()) {
                continue;
            }
            AtlasTuning.Choice choice = tuned ? AtlasTuning.choose(fold.training()) : AtlasTuning.Choice.stored();
            onChoice.accept(choice);
            long start = System.nanoTime();
            HeadAtlas atlas = choice.learn(fold.training());
            onAtlas.accept((System.nanoTime() - start) * 1e-9);
            boolean frameHand = fold.training().get(0).commonHand().orElse(true);
            FoldNaming naming = new FoldNaming(new HeadNaming(atlas, rule), frameHand, fold.test(), detected, seed);
            open.forEach(test -> onOutcome.accept(outcome(naming, test.file(), test.condition())));
        }
    }

    /** A head under a condition. */
    private record Tested(HeadFile file, Condition condition) {
        String key() {
            return Outcome.key(file.head().id(), condition.label());
        }

        boolean isPossible(Map<String, Head> detected) {
            return !condition.detected() || detected.containsKey(file.head().id());
        }
    }

    private Outcome outcome(FoldNaming naming, HeadFile file, Condition condition) {
        FoldNaming.Result result = naming.of(file, condition);
        HeadAtlas atlas = naming.atlas();
        Head head = result.head();
        KnownMatches known = condition.detected()
                ? KnownMatches.none(head.size())
                : result.named().known();
        List<Named> names = scored(head, known)
                .mapToObj(i -> condition.detected()
                        ? repeated(atlas, result.marginals(), i, head.names().get(i))
                        : named(atlas, result.named(), i, head.names().get(i)))
                .toList();
        return new Outcome(
                head.id(),
                condition.label(),
                head.size(),
                result.named().probabilitySame() > 0.5 == result.same(),
                result.seconds(),
                names.stream().mapToDouble(Named::said).toArray(),
                names.stream().mapToDouble(n -> n.correct ? 1 : 0).toArray(),
                names.stream().mapToDouble(Named::rank).toArray());
    }

    private IntStream scored(Head head, KnownMatches known) {
        return IntStream.range(0, head.size())
                .filter(i -> scoredNames.contains(head.names().get(i)))
                .filter(i -> !known.isKnown(i));
    }

    /** What is said of one point, and whether it is right. */
    private record Named(double said, boolean correct, int rank) {}

    private static Named named(HeadAtlas atlas, NamedHead result, int point, String name) {
        int truth = atlas.names().indexOf(name);
        int neuron = result.best().place(point);
        boolean named = neuron != Matching.UNMATCHED;
        double said = named ? result.marginals().probability(point, neuron) : 0;
        return new Named(said, named && neuron == truth, rank(result.marginals(), point, truth));
    }

    /** A point of which others may be the same neuron. */
    private static Named repeated(HeadAtlas atlas, MatchingMarginals each, int point, String name) {
        int truth = atlas.names().indexOf(name);
        MatchingMarginals.Candidate first = each.candidates(point, 1).get(0);
        return new Named(first.probability(), first.place() == truth, rank(each, point, truth));
    }

    private static int rank(MatchingMarginals marginals, int point, int truth) {
        List<MatchingMarginals.Candidate> candidates = marginals.candidates(point, LARGEST_RANK);
        for (int c = 0; c < candidates.size(); c++) {
            if (candidates.get(c).place() == truth) {
                return c + 1;
            }
        }
        return 0;
    }
}
