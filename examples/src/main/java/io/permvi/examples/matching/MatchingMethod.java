package io.permvi.examples.matching;

import io.permvi.applications.files.InputException;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.CorrectedPosterior;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The methods of the study, each with one setting for all problems. The settings were chosen on generated problems, none
 * of which is in the study; docs/results-matching.md says how, and what changes when they change.
 */
enum MatchingMethod {
    EXACT_DRAWS("exact-draws", "10,000 draws of the exact posterior: the floor of every histogram") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return new Approximation.Drawn(ExactElbo.enumeratePosterior(model, model.latent()));
        }
    },
    MALLOWS_01("mallows-0.1", "Mallows at the best matching, Spearman, theta 0.1") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return mallows(model, 0.1);
        }
    },
    MALLOWS_1("mallows-1", "the same, theta 1") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return mallows(model, 1);
        }
    },
    MALLOWS_2("mallows-2", "the same, theta 2") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return mallows(model, 2);
        }
    },
    MALLOWS_5("mallows-5", "the same, theta 5") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return mallows(model, 5);
        }
    },
    MALLOWS_10("mallows-10", "the same, theta 10") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return mallows(model, 10);
        }
    },
    NAIVE("naive-mean-field", "independent rows, no constraint") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return independentRows(model);
        }
    },
    STICK_BREAKING("stick-breaking", "fitted from the uniform matrix") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            VariationalFactor factor = new RelaxedPermutation(model.latent(), new StickBreaking())
                    .withScales(0.01, 0.3)
                    .withVertexWidth(1);
            return fit(model, factor, new double[factor.parameterCount()], relaxed(0.1, 800, 2), seed);
        }
    },
    ROUNDING_START("rounding-start", "where rounding starts: Sinkhorn of half the log likelihood; no fit") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            VariationalFactor factor = rounding(model);
            return unfitted(model, factor, scaledScores(model, 0.5, factor));
        }
    },
    ROUNDING("rounding", "fitted from there") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            VariationalFactor factor = rounding(model);
            return fit(model, factor, scaledScores(model, 0.5, factor), relaxed(0.05, 500, 5), seed);
        }
    },
    GUMBEL_MATCHING("gumbel-matching", "Gumbel-matching at the log likelihood; no fit") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            VariationalFactor factor = new GumbelMatching(model.latent());
            return unfitted(model, factor, scaledScores(model, 1, factor));
        }
    },
    GUMBEL_SINKHORN_KL("gumbel-sinkhorn-kl", "fitted from there, divergence of the noise") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            PreimagePermutation factor = new PreimagePermutation(model.latent(), new SinkhornOperator(10, 0))
                    .withPriorTemperature(0.9)
                    .withTemperature(Schedule.constant(2));
            double[] start = scaledScores(model, 0.6, factor);
            normalize(start, model.latent());
            Arrays.setAll(start, k -> Math.max(-15, start[k]));
            VariationalInference inference = relaxed(0.05, 600, 2);
            return fit(model, factor, start, inference, seed);
        }
    },
    GUMBEL_SINKHORN("gumbel-sinkhorn", "fitted from zero, entropy of the matching") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            GumbelMatching factor = new GumbelMatching(model.latent());
            return fit(model, factor, new double[factor.parameterCount()], relaxed(0.2, 400, 4), seed);
        }
    },
    SEQUENTIAL_START("sequential-start", "where the sequential family starts: the log likelihood; no fit") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            SequentialMatching factor = sequential(model, 1);
            return unfitted(model, factor, sequentialStart(model, factor, seed));
        }
    },
    SEQUENTIAL("sequential", "one component, fitted from there in two row orders; the higher ELBO is kept") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            DMatrixRMaj competing = model.scores();
            normalize(competing.data, model.latent());
            Approximation first = fitSequential(model, sequential(model, 1), seed);
            Approximation second =
                    fitSequential(model, sequential(model, 1).withRowOrder(certain(competing)), seed + 1);
            return first.elbo() >= second.elbo() ? first : second;
        }
    },
    SEQUENTIAL_MIXTURE("sequential-mixture", "mixture of 4, fitted from near there") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return fitSequential(model, sequential(model, 4), seed);
        }
    },
    MIXTURE_SMOOTHED(
            "mixture-smoothed", "the mixture, 10,000 draws with Pareto-smoothed weights; time of the weights") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return correct(model, (Approximation.Fitted) SEQUENTIAL_MIXTURE.approximate(model, seed), seed);
        }

        @Override
        Approximation correct(PointMatching model, Approximation.Fitted fitted, long seed) {
            CorrectedPosterior corrected = CorrectedPosterior.smoothed(
                    model, fitted.posterior(), Approximation.HISTOGRAM_DRAWS, Approximation.stream(seed, 3));
            return new Approximation.Corrected(model.latent(), corrected, fitted.elbo(), fitted.steps());
        }
    },
    MIXTURE_CORRECTED(
            "mixture-corrected", "the mixture, 10,000 weighted draws, equal ones merged; time of the weights") {
        @Override
        Approximation approximate(PointMatching model, long seed) {
            return correct(model, (Approximation.Fitted) SEQUENTIAL_MIXTURE.approximate(model, seed), seed);
        }

        @Override
        Approximation correct(PointMatching model, Approximation.Fitted fitted, long seed) {
            CorrectedPosterior corrected = CorrectedPosterior.of(
                    model, fitted.posterior(), Approximation.HISTOGRAM_DRAWS, Approximation.stream(seed, 3));
            return new Approximation.Corrected(model.latent(), corrected, fitted.elbo(), fitted.steps());
        }
    };

    private final String label;
    private final String description;

    MatchingMethod(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** The name in tables and on the command line. */
    String label() {
        return label;
    }

    String description() {
        return description;
    }

    /** Whether it can serve problems of this size. */
    boolean serves(int order) {
        return switch (this) {
            case EXACT_DRAWS -> order <= MatchingStudy.LARGEST_ENUMERATION;
            case MALLOWS_01, MALLOWS_1, MALLOWS_2, MALLOWS_5, MALLOWS_10 ->
                Mallows.hasExactNormalizer(PermutationDistance.SPEARMAN, order);
            default -> true;
        };
    }

    /** The seed that its fit shares with others: all that start with the same mixture fit the same one. */
    MatchingMethod seedGroup() {
        return this == MIXTURE_SMOOTHED || this == MIXTURE_CORRECTED ? SEQUENTIAL_MIXTURE : this;
    }

    /** The approximate posterior; deterministic for a seed. */
    abstract Approximation approximate(PointMatching model, long seed);

    /** What this method makes of the fit of its {@link #seedGroup}; the fit itself unless overridden. */
    Approximation correct(PointMatching model, Approximation.Fitted fitted, long seed) {
        return fitted;
    }

    /**
     * The methods of a list of labels.
     *
     * @throws InputException when one is not known
     */
    static List<MatchingMethod> parse(List<String> labels) {
        return labels.stream().map(MatchingMethod::parse).distinct().sorted().toList();
    }

    private static MatchingMethod parse(String label) {
        return Arrays.stream(values())
                .filter(method -> method.label.equals(label.trim().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InputException("--methods: no method '" + label + "'; there are "
                        + String.join(
                                ", ", Arrays.stream(values()).map(m -> m.label).toList())));
    }

    private static Approximation mallows(PointMatching model, double theta) {
        Permutation best = LinearAssignment.best(model.scores());
        return new Approximation.Known(Mallows.of(PermutationDistance.SPEARMAN, best, theta));
    }

    /** For a linear log joint the best independent rows are the softmax of their scores. */
    private static Approximation independentRows(PointMatching model) {
        DMatrixRMaj rows = model.scores();
        int n = rows.numRows;
        for (int i = 0; i < n; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                largest = Math.max(largest, rows.get(i, j));
            }
            double sum = 0;
            for (int j = 0; j < n; j++) {
                rows.set(i, j, Math.exp(rows.get(i, j) - largest));
                sum += rows.get(i, j);
            }
            for (int j = 0; j < n; j++) {
                rows.set(i, j, rows.get(i, j) / sum);
            }
        }
        return new Approximation.Independent(rows, Double.NaN);
    }

    private static VariationalFactor rounding(PointMatching model) {
        return new RelaxedPermutation(model.latent(), new Rounding())
                .withScales(0.1, 0.45)
                .withVertexWidth(0.22);
    }

    private static SequentialMatching sequential(PointMatching model, int components) {
        return new SequentialMatching(model.latent())
                .withComponents(components)
                .withRowOrder(certain(model.scores()))
                .withInitialSpread(components > 1 ? 0.3 : 0);
    }

    private static Permutation certain(DMatrixRMaj scores) {
        return SequentialMatching.certainFirst(scores, SparsityPattern.all(scores.numRows, scores.numCols));
    }

    private static Approximation fitSequential(PointMatching model, SequentialMatching factor, long seed) {
        return fit(model, factor, sequentialStart(model, factor, seed), discrete(1000), seed);
    }

    /** The log likelihood less its row's largest, at least -30, plus what sets components apart. */
    private static double[] sequentialStart(PointMatching model, SequentialMatching factor, long seed) {
        double[] start = new double[factor.parameterCount()];
        factor.initialize(start, 0, Approximation.stream(seed, 1));
        DMatrixRMaj scores = model.scores();
        for (int i = 0; i < scores.numRows; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < scores.numCols; j++) {
                largest = Math.max(largest, scores.get(i, j));
            }
            for (int j = 0; j < scores.numCols; j++) {
                scores.set(i, j, Math.max(-30, scores.get(i, j) - largest));
            }
        }
        factor.addScores(scores, start, 0);
        return start;
    }

    private static double[] scaledScores(PointMatching model, double scale, VariationalFactor factor) {
        DMatrixRMaj scores = model.scores();
        CommonOps_DDRM.scale(scale, scores);
        return Arrays.copyOf(scores.data, factor.parameterCount());
    }

    /** Subtracts row and column constants such that the exponential is doubly stochastic. */
    private static void normalize(double[] scores, MatchingLatent latent) {
        int n = latent.rows();
        for (int k = 0; k < 200; k++) {
            for (int i = 0; i < n; i++) {
                subtractLogSum(scores, i * n, 1, n);
            }
            for (int j = 0; j < n; j++) {
                subtractLogSum(scores, j, n, n);
            }
        }
    }

    private static void subtractLogSum(double[] scores, int first, int stride, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            largest = Math.max(largest, scores[first + k * stride]);
        }
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += Math.exp(scores[first + k * stride] - largest);
        }
        for (int k = 0; k < count; k++) {
            scores[first + k * stride] -= largest + Math.log(sum);
        }
    }

    /** Constant rate, then a fifth of it for the last 30 % of the steps; temperature 1. */
    private static VariationalInference relaxed(double rate, int steps, int draws) {
        int late = (int) Math.round(0.7 * steps);
        return VariationalInference.withDefaults()
                .withOptimizer(new Adam(step -> step < late ? rate : 0.2 * rate))
                .withSteps(steps)
                .withDraws(draws);
    }

    private static VariationalInference discrete(int steps) {
        return VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.002, steps)))
                .withSteps(steps)
                .withDraws(32);
    }

    private static Approximation unfitted(PointMatching model, VariationalFactor factor, double[] start) {
        return new Approximation.Fitted(
                model.latent(), new FittedPosterior(MeanField.of(factor), start, 1), Double.NaN, 0);
    }

    private static Approximation fit(
            PointMatching model, VariationalFactor factor, double[] start, VariationalInference inference, long seed) {
        RandomGenerator rng = Approximation.stream(seed, 2);
        FitResult result = inference.fit(model, MeanField.of(factor), start, rng);
        return new Approximation.Fitted(model.latent(), result.posterior(), result.elbo(), result.steps());
    }
}
