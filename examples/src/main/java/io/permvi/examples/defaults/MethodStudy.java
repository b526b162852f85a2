package io.permvi.examples.defaults;

import io.permvi.examples.basics.GraphAlignment;
import io.permvi.examples.basics.OrderOfCauses;
import io.permvi.examples.basics.Problem;
import io.permvi.examples.basics.RankConsensus;
import io.permvi.examples.basics.RecordLinkage;
import io.permvi.examples.basics.Seriation;
import io.permvi.examples.basics.TrackingTargets;
import io.permvi.examples.basics.UnorderedRegression;
import io.permvi.inference.Answer;
import io.permvi.inference.Inference;
import io.permvi.inference.factor.ConstrainedReals;
import io.permvi.inference.factor.FullGaussian;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.Latent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The classical problems at three sizes by the call that chooses, by the fit beside its draws, and by the same family
 * fitted from its own start: {@code MethodStudy [problem [size]]} prints the rows of the table in docs/which-method.md.
 */
public final class MethodStudy {
    private static final int DRAWS = 2000;

    private MethodStudy() {}

    /** A problem of a size. */
    private record Sizes(IntFunction<Problem> problem, int... sizes) {}

    private static Map<String, Sizes> problems() {
        Map<String, Sizes> problems = new LinkedHashMap<>();
        problems.put("regression", new Sizes(n -> UnorderedRegression.of(1, n, 5), 6, 12, 20));
        problems.put("linkage", new Sizes(n -> RecordLinkage.of(1, 3 * n, 4 * n, 2 * n), 5, 10, 20));
        problems.put("mallows", new Sizes(n -> RankConsensus.of(1, n, n), 6, 10, 14));
        problems.put("seriation", new Sizes(n -> Seriation.of(1, n, 0.25), 8, 15, 30));
        problems.put("graphs", new Sizes(n -> GraphAlignment.of(1, n, 0.8), 12, 25, 50));
        problems.put("causes", new Sizes(n -> OrderOfCauses.of(1, n), 4, 6, 8));
        problems.put("tracking", new Sizes(n -> TrackingTargets.of(1, n, 0.6), 2, 4, 8));
        return problems;
    }

    private static VariationalFactor factor(Latent latent) {
        if (latent instanceof MatchingLatent matching) {
            return new SequentialMatching(matching);
        }
        RealLatent real = (RealLatent) latent;
        return real.domain().isReals() ? new FullGaussian(real) : ConstrainedReals.of(real, FullGaussian::new);
    }

    private static WeightedPosterior fromOwnStart(Problem problem) {
        List<VariationalFactor> factors =
                problem.model().latents().stream().map(MethodStudy::factor).toList();
        FitResult fit = VariationalInference.withDefaults()
                .withThreads(Runtime.getRuntime().availableProcessors())
                .fit(problem.model(), MeanField.of(factors), problem.rng());
        return WeightedPosterior.of(fit.posterior(), DRAWS, problem.rng());
    }

    private static String row(IntFunction<Problem> problems, int size) {
        long start = System.nanoTime();
        Problem problem = problems.apply(size);
        Answer answer = Inference.of(problem.model()).run(problem.rng());
        String call = String.format(
                Locale.ROOT,
                "%s | %s: %.3f | %.0f",
                brief(problem, answer.posterior()),
                answer.verdict().trusted() ? "good" : "bad",
                answer.verdict().disagreement(),
                secondsSince(start));
        String beside = answer.fit()
                .map(fit -> brief(problem, WeightedPosterior.of(fit.posterior(), DRAWS, problem.rng())))
                .orElse("");
        start = System.nanoTime();
        Problem again = problems.apply(size);
        String own = brief(again, fromOwnStart(again));
        return String.format(
                Locale.ROOT,
                "%s | %s | %.3f | %s | %.0f",
                call,
                beside,
                answer.fitDistance(),
                own,
                secondsSince(start));
    }

    private static String brief(Problem problem, WeightedPosterior posterior) {
        return problem.score().apply(posterior).split(";")[0];
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    /** Prints the rows of all problems, or of one. */
    public static void main(String[] arguments) {
        problems().forEach((name, sizes) -> {
            for (int size : sizes.sizes()) {
                if ((arguments.length == 0 || arguments[0].equals(name))
                        && (arguments.length < 2 || arguments[1].equals(String.valueOf(size)))) {
                    System.out.println("| " + name + " | " + size + " | " + row(sizes.problem(), size) + " |");
                }
            }
        });
    }
}
