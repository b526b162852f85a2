package io.permvi.examples.defaults;

import io.permvi.inference.*;
import io.permvi.models.*;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
            int[] person = second[partner.place(j)] = person(rng);
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
                int[] a = first[i];
                int[] b = second[j];
                int differ = (int)
                        IntStream.range(0, LETTERS).filter(c -> a[c] != b[c]).count();
                levels[0][Math.min(3, differ)].set(i, j, 1);
                levels[1][Math.min(2, Math.abs(a[LETTERS] - b[LETTERS]))].set(i, j, 1);
            }
        }

        var x = new MatchingLatent("links", MatchingSpace.partial(SparsityPattern.all(M, N)));
        var rate = new RealLatent("rate", 1, 1, Domain.between(0, 1));
        var same = List.of(shares("name if the same", 4), shares("year if the same", 3));
        var other = List.of(shares("name if not", 4), shares("year if not", 3));
        Model model =
                TapeModel.of(List.of(x, rate, same.get(0), same.get(1), other.get(0), other.get(1)), (tape, z) -> {
                    Var f = MatchingPriors.partial(z.get(x), z.get(rate));
                    for (int k = 0; k < 2; k++) {
                        Var p = z.get(same.get(k));
                        Var q = z.get(other.get(k));
                        f = f.plus(Priors.dirichlet(p, 1)).plus(Priors.dirichlet(q, 1));
                        for (int l = 0; l < levels[k].length; l++) {
                            Var logOther = q.slice(0, l, 1, 1).log();
                            Var gain = p.slice(0, l, 1, 1).log().minus(logOther);
                            f = f.plus(z.get(x).dot(tape.constant(levels[k][l])).timesElementwise(gain))
                                    .plus(logOther.times(CommonOps_DDRM.elementSum(levels[k][l])));
                        }
                    }
                    return f;
                });

        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        var found = answer.marginals(x).mostProbable();
        long right = IntStream.range(0, TRUE_PAIRS)
                .filter(i -> found.place(i) == partner.place(i))
                .count();
        double[] links = {0.05, 0.95};
        Arrays.setAll(links, q -> answer.posterior().quantile(z -> CommonOps_DDRM.elementSum(z.get(x)), links[q]));
        return String.format(
                Locale.ROOT,
                "%d right, %d wrong; links %.0f to %.0f (true %d)",
                right,
                found.size() - right,
                links[0],
                links[1],
                TRUE_PAIRS);
    }

    private static RealLatent shares(String name, int levels) {
        return new RealLatent(name, 1, levels, Domain.simplex());
    }

    private static int[] person(SplittableRandom rng) {
        int[] person = rng.ints(LETTERS + 1, 0, 6).toArray();
        person[LETTERS] = 1950 + rng.nextInt(40);
        return person;
    }
}
