package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Two lists of persons, 60 and 80, of which 40 are the same, with errors in name and year; rate and accuracies unknown. */
public final class RecordLinkage {
    private static final int M = 60;
    private static final int N = 80;
    private static final int TRUE_PAIRS = 40;
    private static final int LETTERS = 6;

    private RecordLinkage() {}

    /** Simulates two lists and says how many links are right and wrong. */
    public static String run(long seed) {
        var rng = new SplittableRandom(seed);
        Permutation partner = Permutation.random(N, rng);
        int[][] first = new int[M][];
        int[][] second = new int[N][];
        for (int j = 0; j < N; j++) {
            int[] person = person(rng);
            second[partner.place(j)] = person;
            if (j < M) {
                first[j] = j < TRUE_PAIRS ? person.clone() : person(rng);
                for (int c = 0; c < LETTERS; c++) {
                    first[j][c] = rng.nextDouble() < 0.12 ? rng.nextInt(6) : first[j][c];
                }
                first[j][LETTERS] += rng.nextDouble() < 0.8 ? 0 : rng.nextBoolean() ? 1 : -1;
            }
        }
        // how many letters differ, 0 to 3 and more; whether the years are the same, next to each other, or apart
        DMatrixRMaj[][] levels = {Simulation.zeros(4, M, N), Simulation.zeros(3, M, N)};
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < N; j++) {
                int differ = 0;
                for (int c = 0; c < LETTERS; c++) {
                    differ += first[i][c] != second[j][c] ? 1 : 0;
                }
                levels[0][Math.min(3, differ)].set(i, j, 1);
                levels[1][Math.min(2, Math.abs(first[i][LETTERS] - second[j][LETTERS]))].set(i, j, 1);
            }
        }

        var x = new MatchingLatent("links", MatchingSpace.partial(SparsityPattern.all(M, N)));
        var rate = new RealLatent("logit of the share", 1, 1);
        var same = List.of(new RealLatent("name if the same", 1, 4), new RealLatent("year if the same", 1, 3));
        var other = List.of(new RealLatent("name if not", 1, 4), new RealLatent("year if not", 1, 3));
        var prior = new GaussianPrior(2);
        Model model =
                TapeModel.of(List.of(x, rate, same.get(0), same.get(1), other.get(0), other.get(1)), (tape, z) -> {
                    // k of M are linked, and each way to link k of them is as likely: log (N - k)! by Stirling's series
                    Var links = z.get(x).sum();
                    Var left = links.negate().plus(N + 1);
                    Var f = left.plus(-0.5)
                            .timesElementwise(left.log())
                            .minus(left)
                            .plus(left.times(12).log().negate().exp())
                            .minus(z.get(rate).negate().softplus().scaledBy(links))
                            .minus(z.get(rate)
                                    .softplus()
                                    .scaledBy(links.negate().plus(M)))
                            .plus(prior.logDensity(z.get(rate), 1));
                    for (int k = 0; k < 2; k++) {
                        Var p = z.get(same.get(k))
                                .plusColumn(z.get(same.get(k)).logSumExpRows().negate());
                        Var q = z.get(other.get(k))
                                .plusColumn(z.get(other.get(k)).logSumExpRows().negate());
                        f = f.plus(prior.logDensity(z.get(same.get(k)), p.columns()))
                                .plus(prior.logDensity(z.get(other.get(k)), p.columns()));
                        for (int l = 0; l < p.columns(); l++) {
                            Var pick = tape.constant(Simulation.unit(p.columns(), l));
                            f = f.plus(z.get(x)
                                            .dot(tape.constant(levels[k][l]))
                                            .scaledBy(p.minus(q).mult(pick)))
                                    .plus(q.mult(pick).times(CommonOps_DDRM.elementSum(levels[k][l])));
                        }
                    }
                    return f;
                });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        var found = answer.marginals(x).mostProbable();
        int right = 0;
        for (int i = 0; i < TRUE_PAIRS; i++) {
            right += found.place(i) == partner.place(i) ? 1 : 0;
        }
        double[] links = new double[N];
        answer.posterior().forEach((z, weight) -> links[(int) CommonOps_DDRM.elementSum(z.get(x))] += weight);
        return String.format(
                Locale.ROOT,
                "%d right, %d wrong; links %d to %d (true %d)",
                right,
                found.size() - right,
                quantile(links, 0.05),
                quantile(links, 0.95),
                TRUE_PAIRS);
    }

    private static int[] person(SplittableRandom rng) {
        int[] person = rng.ints(LETTERS + 1, 0, 6).toArray();
        person[LETTERS] = 1950 + rng.nextInt(40);
        return person;
    }

    private static int quantile(double[] shares, double probability) {
        double sum = 0;
        int k = 0;
        while (k < shares.length - 1 && (sum += shares[k]) < probability) {
            k++;
        }
        return k;
    }
}
