package io.permvi.examples.basics;

import io.permvi.inference.factor.*;
import io.permvi.inference.fit.*;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.*;
import io.permvi.plots.MatchingPictures;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.RelaxationPass;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Space;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** A relaxation of one's own, the softmax of each row, in a factor of the library. */
public final class OwnRelaxation {
    private OwnRelaxation() {}

    /** {@code x_ij = exp(psi_ij / tau) / sum_k exp(psi_ik / tau)}. */
    record RowSoftmax() implements Relaxation {
        @Override
        public Pass newPass(Space space) {
            return new RelaxationPass(this, space) {
                private final DMatrixRMaj point = new DMatrixRMaj(space.items(), space.places());
                private final double[] row = new double[space.places()];
                private final double[] adjoint = new double[space.places()];

                @Override
                protected void map(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
                    for (int i = 0; i < space.items(); i++) {
                        int count = allowed.gatherRow(psi, i, row);
                        LogSumExp.softmax(row, 0, count, temperature);
                        allowed.putRow(row, i, point);
                    }
                    x.setTo(point);
                }

                @Override
                protected void pullBack(DMatrixRMaj xAdjoint, double temperature, DMatrixRMaj psiAdjoint) {
                    psiAdjoint.zero();
                    for (int i = 0; i < space.items(); i++) {
                        int count = allowed.gatherRow(point, i, row);
                        allowed.gatherRow(xAdjoint, i, adjoint);
                        LogSumExp.softmaxPullback(row, adjoint, count, temperature);
                        allowed.putRow(adjoint, i, psiAdjoint);
                    }
                }
            };
        }
    }

    /** Draws own-relaxation.png and returns how many of eight lamps get the color that is most probable by hand. */
    public static int run(Path folder) {
        var rng = new SplittableRandom(9);
        var scores = new DMatrixRMaj(8, 3);
        for (int e = 0; e < 24; e++) {
            scores.data[e] = 3 * rng.nextGaussian();
        }
        var c = new CategoricalLatent("color of the lamp", 8, 3);
        Model model = TapeModel.of(List.of(c), (tape, z) -> z.get(c).dot(tape.constant(scores)));
        var factor = new PreimagePermutation(c, new RowSoftmax()).withTemperature(Schedule.constant(1));
        FitResult fit = VariationalInference.withDefaults().withDraws(16).fit(model, MeanField.of(factor), rng);
        var fitted = fit.posterior().marginals(c);
        int right = 0;
        for (int i = 0; i < 8; i++) {
            double best = Math.max(scores.get(i, 0), Math.max(scores.get(i, 1), scores.get(i, 2)));
            right += scores.get(i, fitted.candidates(i, 1).get(0).place()) == best ? 1 : 0;
        }
        System.out.println(right + " of 8 lamps get their most probable color; " + fit.evidence());
        MatchingPictures.marginals(fit.posterior(), c).save(folder.resolve("own-relaxation.png"));
        return right;
    }

    /** Runs it here. */
    public static void main(String[] arguments) {
        run(Path.of(""));
    }
}
