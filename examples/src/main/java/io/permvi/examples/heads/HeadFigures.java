package io.permvi.examples.heads;

import io.permvi.applications.heads.HeadValidation;
import io.permvi.examples.common.Moments;
import io.permvi.plots.ReliabilityCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What came of one condition.
 *
 * @param second the share of points whose name is among the first two candidates
 * @param third the same of the first three
 * @param sureShare the share of the names that are said with a probability of at least .75
 * @param sureRight the share of these that is right
 */
record HeadFigures(
        HeadValidation.Condition condition,
        Moments accuracy,
        Moments second,
        Moments third,
        ReliabilityCurve curve,
        double curveDeviation,
        double sureShare,
        double sureRight,
        Moments hands,
        Moments seconds,
        double slowest,
        int heads) {
    private static final double SURE = 0.75;

    static HeadFigures of(HeadValidation.Condition condition, List<HeadValidation.Outcome> outcomes) {
        double sure = 0;
        double right = 0;
        double all = 0;
        for (HeadValidation.Outcome outcome : outcomes) {
            for (int k = 0; k < outcome.scored(); k++) {
                all++;
                sure += outcome.said()[k] >= SURE ? 1 : 0;
                right += outcome.said()[k] >= SURE ? outcome.correct()[k] : 0;
            }
        }
        return new HeadFigures(
                condition,
                moments(outcomes, HeadValidation.Outcome::accuracy),
                moments(outcomes, o -> o.among(2)),
                moments(outcomes, o -> o.among(3)),
                reliability(condition, outcomes),
                deviation(condition, outcomes),
                sure / Math.max(1, all),
                right / Math.max(1, sure),
                moments(outcomes, o -> o.handRight() ? 1 : 0),
                moments(outcomes, HeadValidation.Outcome::seconds),
                outcomes.stream()
                        .mapToDouble(HeadValidation.Outcome::seconds)
                        .max()
                        .orElse(0),
                outcomes.size());
    }

    private static Moments moments(
            List<HeadValidation.Outcome> outcomes, ToDoubleFunction<HeadValidation.Outcome> value) {
        return Moments.of(outcomes.stream().mapToDouble(value).boxed().toList());
    }

    private static ReliabilityCurve reliability(
            HeadValidation.Condition condition, List<HeadValidation.Outcome> outcomes) {
        List<Double> said = new ArrayList<>();
        List<Boolean> correct = new ArrayList<>();
        for (HeadValidation.Outcome outcome : outcomes) {
            Arrays.stream(outcome.said()).forEach(said::add);
            Arrays.stream(outcome.correct()).forEach(c -> correct.add(c == 1));
        }
        return ReliabilityCurve.of(condition.label(), said, correct);
    }

    /** The standard error of the calibration error by the jackknife over heads. */
    private static double deviation(HeadValidation.Condition condition, List<HeadValidation.Outcome> outcomes) {
        List<Double> errors = new ArrayList<>();
        for (HeadValidation.Outcome left : outcomes) {
            errors.add(reliability(
                            condition, outcomes.stream().filter(o -> o != left).toList())
                    .calibrationError());
        }
        return (outcomes.size() - 1) * Moments.of(errors).error();
    }

    /** Two lines for a reader. */
    String lines() {
        return String.format(
                Locale.ROOT,
                "%-14s accuracy %.3f +- %.3f, calibration error %.3f +- %.3f, hand right %.2f +- %.2f, %.2f +- %.2f s"
                        + " a head, at most %.2f (%d heads)%n%-14s among the first two %.3f, three %.3f; %.3f of the"
                        + " names have p >= %.2f, %.3f of them right",
                condition.label(),
                accuracy.mean(),
                accuracy.error(),
                curve.calibrationError(),
                curveDeviation,
                hands.mean(),
                hands.error(),
                seconds.mean(),
                seconds.error(),
                slowest,
                heads,
                "",
                second.mean(),
                third.mean(),
                sureShare,
                SURE,
                sureRight);
    }

    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("heads", heads);
        content.put("accuracy", accuracy.mean());
        content.put("standardError", accuracy.error());
        content.put("amongFirstTwo", second.mean());
        content.put("amongFirstThree", third.mean());
        content.put("sureShare", sureShare);
        content.put("sureRight", sureRight);
        content.put("calibrationError", curve.calibrationError());
        content.put("calibrationStandardError", curveDeviation);
        content.put("handRight", hands.mean());
        content.put("handStandardError", hands.error());
        content.put("secondsPerHead", seconds.mean());
        content.put("mostSeconds", slowest);
        return content;
    }
}
