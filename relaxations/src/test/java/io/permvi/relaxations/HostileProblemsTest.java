package io.permvi.relaxations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.assignment.BestMatchings;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.assignment.QuadraticAssignment;
import io.permvi.relaxations.assignment.QuadraticProblem;
import io.permvi.relaxations.counting.CertifiedPermanent;
import io.permvi.relaxations.counting.GibbsMarginals;
import io.permvi.relaxations.counting.LogPermanent;
import io.permvi.relaxations.counting.SpaceEnumeration;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.polytope.OrthogonalPath;
import io.permvi.relaxations.polytope.RegularizedTransport;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.SimplexStickBreaking;
import io.permvi.relaxations.polytope.Softmax;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import io.permvi.relaxations.sinkhorn.TransportStop;
import io.permvi.relaxations.sorting.LapSum;
import io.permvi.relaxations.sorting.NeuralSort;
import io.permvi.relaxations.sorting.SoftRanks;
import io.permvi.relaxations.sorting.SoftSort;
import io.permvi.relaxations.sorting.SortingNetwork;
import io.permvi.relaxations.sparse.SparseAssignment;
import io.permvi.relaxations.sparse.SparseGibbs;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import io.permvi.testkit.Hostile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * What must hold of every problem, however unpleasant: some hundreds in each build, a million on demand ({@link
 * Hostile}).
 */
class HostileProblemsTest {
    private static final double ROUNDING = 1e-12;
    /** Beyond, the potentials of one huge score leave nothing of the others; a solve may say that it is not finite. */
    private static final double LARGEST_RATIO = 1e12;

    @Test
    void assignmentsHaveTheirCertificate() {
        Hostile.tryAll("assignment", Hostile.count(400), 6, 300, (size, rng) -> {
            int m = size;
            int n = rng.nextBoolean() ? size : 1 + rng.nextInt(2 * size);
            DMatrixRMaj score = Hostile.matrix(m, n, 300, rng);
            SparsityPattern allowed = Hostile.mask(m, n, rng);
            LinearAssignment solver = new LinearAssignment(m, n);
            int[] places = new int[m];
            double value = solver.maximize(score, allowed, places);
            double tolerance = ROUNDING * (m + n) * Hostile.size(score);
            double dual = 0;
            double primal = 0;
            for (int i = 0; i < m; i++) {
                dual += solver.rowPotential(i);
                primal += places[i] < 0 ? 0 : score.get(i, places[i]);
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    int j = allowed.column(e);
                    double slack = solver.rowPotential(i) + solver.columnPotential(j) - score.get(i, j);
                    assertTrue(slack >= -tolerance, "the potentials are below a score by " + -slack);
                }
            }
            for (int j = 0; j < n; j++) {
                dual += solver.columnPotential(j);
            }
            assertEquals(
                    Math.min(m, n),
                    Arrays.stream(places).filter(j -> j >= 0).distinct().count());
            assertEquals(primal, value, tolerance);
            assertEquals(primal, dual, tolerance);
        });
    }

    @Test
    void sparseAssignmentsHaveNoGap() {
        Hostile.tryAll("sparse assignment", Hostile.count(300), 8, 200, (size, rng) -> {
            SparseScores scores = sparse(size, 300, rng);
            SparseAssignment best = SparseAssignment.partial(scores);
            double most = Arrays.stream(scores.values()).map(Math::abs).max().orElse(0) + Double.MIN_NORMAL;
            assertTrue(best.gap() <= ROUNDING * 4 * size * most, "gap " + best.gap());
            assertEquals(scores.total(best.pairs()), best.score(), ROUNDING * size * most);
        });
    }

    @Test
    void theBestMatchingsAreThoseOfEnumeration() {
        Hostile.tryAll("k best", Hostile.count(150), 4, 6, (size, rng) -> {
            int n = size + rng.nextInt(2);
            DMatrixRMaj score = Hostile.matrix(size, n, 300, rng);
            SparsityPattern allowed = Hostile.mask(size, n, rng);
            List<Double> all = new ArrayList<>();
            SpaceEnumeration.forEach(MatchingSpace.within(allowed), places -> all.add(total(score, places)));
            all.sort(Comparator.reverseOrder());
            int count = 1 + rng.nextInt(10);
            List<BestMatchings.Scored> found = BestMatchings.of(score, allowed, count);
            assertEquals(Math.min(count, all.size()), found.size());
            for (int k = 0; k < found.size(); k++) {
                assertEquals(all.get(k), found.get(k).score(), ROUNDING * size * Hostile.size(score), "number " + k);
            }
        });
    }

    private static double total(DMatrixRMaj score, int... places) {
        double total = 0;
        for (int i = 0; i < places.length; i++) {
            total += places[i] < 0 ? 0 : score.get(i, places[i]);
        }
        return total;
    }

    @Test
    void transportHasItsMarginalsAndFiniteGradients() {
        Hostile.tryAll("transport", Hostile.count(150), 5, 60, (size, rng) -> {
            int n = 1 + rng.nextInt(size);
            TransportProblem problem = TransportProblem.of(masses(size, rng), masses(n, rng));
            double temperature = Hostile.temperature(6, rng);
            DMatrixRMaj score = Hostile.matrix(size, n, 60, rng);
            for (TransportPass pass : List.of(
                    EntropicTransport.withDefaults().newPass(problem),
                    new SinkhornOperator(1 + rng.nextInt(20), 0).newPass(problem))) {
                DMatrixRMaj plan = score.createLike();
                pass.forward(score, temperature, plan);
                if (pass.stopReason() == TransportStop.NON_FINITE) {
                    double ratio = Hostile.size(score) / temperature;
                    assertTrue(ratio > LARGEST_RATIO, pass + " is not finite at scores of " + ratio + " temperatures");
                    continue;
                }
                requireWithin("plan", 0, 1 + 1e-9, plan);
                double[] columns = problem.columns();
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int i = 0; i < size; i++) {
                        sum += plan.get(i, j);
                    }
                    assertEquals(columns[j], sum, pass.marginalError() + 1e-9, "column " + j);
                }
                requireGradient("transport", pass, temperature, Hostile.matrix(size, n, 0, rng), score.createLike());
            }
        });
    }

    private static double[] masses(int length, RandomGenerator rng) {
        double[] masses = new double[length];
        Arrays.setAll(
                masses, i -> rng.nextInt(4) == 0 ? Math.pow(10, -12 * rng.nextDouble()) : rng.nextDouble() + 1e-12);
        double total = Arrays.stream(masses).sum();
        Arrays.setAll(masses, i -> masses[i] / total);
        return masses;
    }

    private static void requireWithin(String what, double least, double most, DMatrixRMaj x) {
        for (double entry : x.data) {
            assertTrue(entry >= least && entry <= most, what + " has an entry " + entry);
        }
    }

    private static void requireGradient(
            String map, Relaxation.Pass pass, double temperature, DMatrixRMaj adjoint, DMatrixRMaj gradient) {
        pass.backward(adjoint, gradient);
        for (double entry : gradient.data) {
            assertTrue(
                    Double.isFinite(entry), "a gradient of " + map + " at temperature " + temperature + " is " + entry);
        }
    }

    @Test
    void permanentsAndMarginalsAreThoseOfEnumeration() {
        Hostile.tryAll("permanent", Hostile.count(150), 4, 7, (size, rng) -> {
            DMatrixRMaj theta = Hostile.matrix(size, size, 2, rng);
            SparsityPattern allowed = Hostile.mask(size, size, rng);
            List<int[]> all = new ArrayList<>();
            SpaceEnumeration.forEach(MatchingSpace.within(allowed), places -> all.add(places.clone()));
            double[] scores =
                    all.stream().mapToDouble(places -> total(theta, places)).toArray();
            double exact = LogSumExp.of(scores, 0, scores.length);
            double tolerance = 1e-10 * (1 + Hostile.size(theta));
            assertEquals(exact, LogPermanent.exact(theta, allowed), tolerance);
            assertEquals(
                    exact, new CertifiedPermanent().estimate(theta, allowed, 1).value(), tolerance, "certified");
            DMatrixRMaj marginals = theta.createLike();
            assertEquals(exact, GibbsMarginals.exact(theta, allowed, marginals), tolerance);
            DMatrixRMaj truth = theta.createLike();
            for (int k = 0; k < scores.length; k++) {
                for (int i = 0; i < size; i++) {
                    truth.data[i * size + all.get(k)[i]] += Math.exp(scores[k] - exact);
                }
            }
            for (int at = 0; at < truth.data.length; at++) {
                assertEquals(truth.data[at], marginals.data[at], tolerance, "marginal " + at);
            }
        });
    }

    @Test
    void relaxationsStayInTheirPolytopeWithFiniteGradients() {
        List<Relaxation> maps = List.of(
                new StickBreaking(),
                new Rounding(new SinkhornOperator(30, 1e-9)),
                new SinkhornOperator(30, 1e-9),
                new RegularizedTransport(),
                new OrthogonalPath(),
                new SoftSort(),
                new NeuralSort(),
                new LapSum(),
                new SoftRanks(),
                new SortingNetwork(),
                new Softmax(),
                new SimplexStickBreaking());
        Hostile.tryAll("relaxation", Hostile.count(150), 4, 40, (size, rng) -> {
            int n = size + 1;
            double temperature = Hostile.temperature(6, rng);
            Relaxation map = maps.get(rng.nextInt(maps.size()));
            if (map instanceof Rounding || map instanceof OrthogonalPath) {
                // they move a point towards its nearest vertex by the share that the temperature leaves
                temperature = Math.min(1, temperature);
            }
            boolean rows = map instanceof Softmax || map instanceof SimplexStickBreaking;
            Space space = rows ? Categories.of(n, n) : MatchingSpace.within(SparsityPattern.all(n, n));
            DMatrixRMaj psi = Hostile.matrix(map.inputRows(space), map.inputColumns(space), 60, rng);
            DMatrixRMaj x = new DMatrixRMaj(n, n);
            Relaxation.Pass pass = map.newPass(space);
            pass.forward(psi, temperature, x);
            // what a score loses of its digits over a temperature is lost for x
            double largest = map instanceof Rounding
                    ? Double.MAX_VALUE
                    : 1 + 1e-6 + ROUNDING * n * Hostile.size(psi) / temperature;
            double least = map instanceof Rounding || map instanceof OrthogonalPath ? -largest : 1 - largest;
            requireWithin(map + " at temperature " + temperature, least, largest, x);
            DMatrixRMaj adjoint = Hostile.matrix(n, n, 0, rng);
            requireGradient(map + " in " + psi, pass, temperature, adjoint, psi.createLike());
        });
    }

    @Test
    void quadraticAssignmentsHaveTheValueTheyState() {
        Hostile.tryAll("quadratic assignment", Hostile.count(60), 4, 7, (size, rng) -> {
            QuadraticProblem problem =
                    QuadraticProblem.of(Hostile.matrix(size, size, 100, rng), Hostile.matrix(size, size, 100, rng));
            QuadraticAssignment.Solution found =
                    QuadraticAssignment.withDefaults().withThreads(1).maximize(problem, rng);
            double[] best = {Double.NEGATIVE_INFINITY, 0};
            SpaceEnumeration.forEach(problem.space(), places -> {
                best[0] = Math.max(best[0], problem.value(places));
                best[1] = Math.max(best[1], Math.abs(problem.value(places)));
            });
            assertTrue(found.value() <= best[0] + ROUNDING * size * best[1], found.value() + " above " + best[0]);
            assertTrue(Double.isFinite(found.value()), "value " + found.value());
        });
    }

    @Test
    void sparseSumsAreThoseOfEnumeration() {
        try (Workers workers = new Workers(1)) {
            Hostile.tryAll("sparse sums", Hostile.count(100), 3, 5, (size, rng) -> {
                SparseScores scores = sparse(size, 2, rng);
                SparseMarginals found = SparseGibbs.withDefaults().withDraws(0).solve(scores, 1, workers);
                double[] sums = new double[scores.pairs() + 1];
                List<Double> totals = new ArrayList<>();
                List<int[]> matchings = new ArrayList<>();
                visit(scores, 0, new boolean[scores.columns()], new ArrayList<>(), matchings);
                matchings.forEach(pairs -> totals.add(
                        Arrays.stream(pairs).mapToDouble(scores::value).sum()));
                double all = LogSumExp.of(totals.stream().mapToDouble(t -> t).toArray(), 0, totals.size());
                for (int k = 0; k < matchings.size(); k++) {
                    for (int e : matchings.get(k)) {
                        sums[e] += Math.exp(totals.get(k) - all);
                    }
                }
                assertEquals(all, found.logPartition(), 1e-7 * (1 + Math.abs(all)));
                for (int e = 0; e < scores.pairs(); e++) {
                    assertEquals(sums[e], found.probability(e), 1e-7, "pair " + e);
                }
            });
        }
    }

    private static void visit(
            SparseScores scores, int row, boolean[] taken, List<Integer> chosen, List<int[]> matchings) {
        if (row == scores.rows()) {
            matchings.add(chosen.stream().mapToInt(e -> e).toArray());
            return;
        }
        visit(scores, row + 1, taken, chosen, matchings);
        for (int e = scores.rowStart(row); e < scores.rowStart(row + 1); e++) {
            if (!taken[scores.column(e)]) {
                taken[scores.column(e)] = true;
                chosen.add(e);
                visit(scores, row + 1, taken, chosen, matchings);
                chosen.remove(chosen.size() - 1);
                taken[scores.column(e)] = false;
            }
        }
    }

    private static SparseScores sparse(int size, int largest, RandomGenerator rng) {
        int n = 1 + rng.nextInt(size);
        DMatrixRMaj values = Hostile.matrix(size, n, largest, rng);
        double density = rng.nextDouble();
        List<Integer> kept = new ArrayList<>();
        for (int at = 0; at < values.data.length; at++) {
            if (rng.nextDouble() < density) {
                kept.add(at);
            }
        }
        return SparseScores.ofPairs(
                size,
                n,
                kept.stream().mapToInt(at -> at / n).toArray(),
                kept.stream().mapToInt(at -> at % n).toArray(),
                kept.stream().mapToDouble(at -> values.data[at]).toArray());
    }
}
