package io.permvi.examples.networks;

import io.permvi.applications.puzzles.ImageSource;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.Dense;
import io.permvi.inference.networks.Initializer;
import io.permvi.inference.networks.Layer;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.Parameter;
import io.permvi.inference.networks.ParameterSet;
import io.permvi.inference.networks.Sequence;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.SimplexStickBreaking;
import io.permvi.relaxations.polytope.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A variational autoencoder of binary images whose code is 20 latents of 10 categories, relaxed by one of three maps of
 * the simplex (Linderman et al. 2018, supplement). Encoder and prior differ before the map only, so their divergence is
 * that of the noise and every ELBO bounds log p(image) of the model whose code is the map of prior noise.
 *
 * @param map of the simplex
 * @param hidden units of encoder and decoder
 */
record DigitCode(Map map, int hidden) {
    static final int LATENTS = 20;
    static final int CATEGORIES = 10;

    /** The three maps; their noise and prior. */
    enum Map {
        GUMBEL_SOFTMAX(new Softmax(), 0.5, CATEGORIES, 0, 1),
        STICK_BREAKING(new SimplexStickBreaking(), 0.5, CATEGORIES - 1, 0, 1),
        ROUNDING(new Rounding(new Softmax()), 0.5, CATEGORIES, 1.0 / CATEGORIES, 0.5);

        private final Relaxation relaxation;
        private final double temperature;
        private final int inputs;
        private final double priorMean;
        private final double priorScale;

        Map(Relaxation relaxation, double temperature, int inputs, double priorMean, double priorScale) {
            this.relaxation = relaxation;
            this.temperature = temperature;
            this.inputs = inputs;
            this.priorMean = priorMean;
            this.priorScale = priorScale;
        }

        private boolean isGumbel() {
            return this == GUMBEL_SOFTMAX;
        }
    }

    /** Encoder of the noise's places and, where it is Gaussian, log scales; decoder. */
    record Network(Layer encoder, Layer decoder) {
        ParameterSet parameters() {
            List<Parameter> all = new ArrayList<>(encoder.parameters());
            all.addAll(decoder.parameters());
            return ParameterSet.of(all);
        }
    }

    Network network(int pixels) {
        int codes = LATENTS * map.inputs * (map.isGumbel() ? 1 : 2);
        return new Network(
                Sequence.of(
                        new Dense("seen", pixels, hidden, Activation.RELU, Initializer.glorot()),
                        new Dense("noise", hidden, codes, Activation.IDENTITY, Initializer.glorot())),
                Sequence.of(
                        new Dense("code", LATENTS * CATEGORIES, hidden, Activation.RELU, Initializer.glorot()),
                        new Dense("image", hidden, pixels, Activation.IDENTITY, Initializer.glorot())));
    }

    /** A relaxation of the categories of all images at once; a row of an image's latents one after the other. */
    private record Relaxed(Relaxation relaxation, double temperature, int inputs) implements Operation {
        private record Kept(Relaxation.Pass pass, DMatrixRMaj psi, DMatrixRMaj x) {}

        private Kept kept(Var output) {
            int items = output.rows() * LATENTS;
            return output.workspace(
                    List.of(relaxation, items),
                    Kept.class,
                    () -> new Kept(
                            relaxation.newPass(Categories.of(items, CATEGORIES)),
                            new DMatrixRMaj(items, inputs),
                            new DMatrixRMaj(items, CATEGORIES)));
        }

        @Override
        public void forward(Var output) {
            Kept kept = kept(output);
            System.arraycopy(output.input(0).value().data, 0, kept.psi.data, 0, kept.psi.getNumElements());
            kept.pass.forward(kept.psi, temperature, kept.x);
            System.arraycopy(kept.x.data, 0, output.value().data, 0, kept.x.getNumElements());
        }

        @Override
        public void backward(Var output) {
            Kept kept = kept(output);
            System.arraycopy(output.adjoint().data, 0, kept.x.data, 0, kept.x.getNumElements());
            kept.pass.backward(kept.x, kept.psi);
            double[] adjoint = output.input(0).adjoint().data;
            for (int k = 0; k < kept.psi.getNumElements(); k++) {
                adjoint[k] += kept.psi.data[k];
            }
        }
    }

    /** One draw for each image: the noise before the map, and log prior less log encoder there. */
    private record Draw(Var psi, Var logRatio, Var divergence) {}

    private Draw draw(NetworkPass pass, Var encoded, DMatrixRMaj noise) {
        int codes = LATENTS * map.inputs;
        if (map.isGumbel()) {
            Var psi = encoded.plus(pass.tape().constant(noise));
            // Gumbel noise around the code and around 0
            Var ratio = pass.tape()
                    .constant(noise)
                    .minus(psi)
                    .plus(pass.tape().constant(noise).times(-1).exp())
                    .minus(psi.times(-1).exp());
            return new Draw(
                    psi,
                    ratio.rowSums(),
                    encoded.plus(encoded.times(-1).exp()).plus(-1).sum());
        }
        Var mean = encoded.slice(0, 0, encoded.rows(), codes);
        if (map == Map.ROUNDING) {
            mean = pass.tape().record(new Relaxed(new Softmax(), 1, CATEGORIES), mean.rows(), codes, mean);
        }
        // scales between nothing and that of the prior
        Var logScale = encoded.slice(0, codes, encoded.rows(), codes).softplus().times(-1);
        Var scale = logScale.exp().times(map.priorScale);
        Var psi = mean.plus(scale.timesElementwise(pass.tape().constant(noise)));
        Var apart = psi.plus(-map.priorMean).times(1 / map.priorScale);
        Var squares = apart.timesElementwise(apart).times(-0.5);
        Var own = pass.tape()
                .constant(noise)
                .timesElementwise(pass.tape().constant(noise))
                .times(-0.5)
                .minus(logScale);
        Var away = mean.plus(-map.priorMean).times(1 / map.priorScale);
        Var share = logScale.times(2).exp();
        Var divergence =
                away.timesElementwise(away).plus(share).plus(-1).times(0.5).minus(logScale);
        return new Draw(psi, squares.minus(own).rowSums(), divergence.sum());
    }

    private void fill(DMatrixRMaj noise, RandomGenerator rng) {
        for (int k = 0; k < noise.getNumElements(); k++) {
            noise.data[k] = map.isGumbel() ? -Math.log(rng.nextExponential()) : rng.nextGaussian();
        }
    }

    private static Var logLikelihood(NetworkPass pass, Network network, Var code, Var images) {
        Var odds = network.decoder().apply(pass, code);
        return odds.timesElementwise(images).minus(odds.softplus()).rowSums();
    }

    /** The mean ELBO of minibatches of binary images. */
    NetworkObjective objective(Network network, ImageSource source, int batch) {
        return () -> {
            DMatrixRMaj images = new DMatrixRMaj(batch, source.length());
            DMatrixRMaj noise = new DMatrixRMaj(batch, LATENTS * map.inputs);
            double[] pixels = new double[source.length()];
            return (pass, step) -> {
                for (int b = 0; b < batch; b++) {
                    source.draw(pass.noise(), pixels);
                    binarize(pixels, b, images);
                }
                fill(noise, pass.noise());
                Var seen = pass.tape().constant(images);
                Draw draw = draw(pass, network.encoder().apply(pass, seen), noise);
                Var code = relaxed(pass, draw.psi);
                return logLikelihood(pass, network, code, seen)
                        .sum()
                        .minus(draw.divergence)
                        .times(1.0 / batch);
            };
        };
    }

    private Var relaxed(NetworkPass pass, Var psi) {
        return pass.tape()
                .record(
                        new Relaxed(map.relaxation, map.temperature, map.inputs),
                        psi.rows(),
                        LATENTS * CATEGORIES,
                        psi);
    }

    private static void binarize(double[] pixels, int row, DMatrixRMaj images) {
        for (int p = 0; p < pixels.length; p++) {
            images.data[row * pixels.length + p] = pixels[p] > 0.5 ? 1 : 0;
        }
    }

    /**
     * What held-out images are worth, in nats an image.
     *
     * @param elbo of one draw
     * @param importance log of the mean weight of all draws
     * @param hardElbo with the code rounded to categories: the bound of the model with hard codes
     * @param hardImportance the same with all draws
     */
    record Bounds(double elbo, double importance, double hardElbo, double hardImportance) {}

    Bounds evaluate(Network network, double[] weights, ImageSource source, int count, int draws, RandomGenerator rng) {
        NetworkPass pass = new NetworkPass(network.parameters());
        DMatrixRMaj images = new DMatrixRMaj(draws, source.length());
        DMatrixRMaj noise = new DMatrixRMaj(draws, LATENTS * map.inputs);
        DMatrixRMaj hard = new DMatrixRMaj(draws, LATENTS * CATEGORIES);
        double[] pixels = new double[source.length()];
        double[][] sums = new double[2][2];
        for (int t = 0; t < count; t++) {
            source.test(t, pixels);
            for (int s = 0; s < draws; s++) {
                binarize(pixels, s, images);
            }
            fill(noise, rng);
            pass.begin(weights);
            Var seen = pass.tape().constant(images);
            Draw draw = draw(pass, network.encoder().apply(pass, seen), noise);
            Var code = relaxed(pass, draw.psi);
            round(code.value(), hard);
            add(logLikelihood(pass, network, code, seen), draw, sums[0]);
            add(logLikelihood(pass, network, pass.tape().constant(hard), seen), draw, sums[1]);
        }
        return new Bounds(sums[0][0] / count, sums[0][1] / count, sums[1][0] / count, sums[1][1] / count);
    }

    private static void add(Var logLikelihood, Draw draw, double[] sums) {
        double[] weight = new double[logLikelihood.rows()];
        Arrays.setAll(weight, s -> logLikelihood.value().data[s] + draw.logRatio.value().data[s]);
        sums[0] += Arrays.stream(weight).average().orElseThrow();
        sums[1] += LogSumExp.of(weight, 0, weight.length) - Math.log(weight.length);
    }

    private static void round(DMatrixRMaj code, DMatrixRMaj hard) {
        int items = code.numRows * LATENTS;
        LinearMaximum best = LinearMaximum.of(Categories.of(items, CATEGORIES));
        int[] chosen = new int[items];
        best.maximize(new DMatrixRMaj(items, CATEGORIES, true, Arrays.copyOf(code.data, items * CATEGORIES)), chosen);
        hard.zero();
        for (int i = 0; i < items; i++) {
            hard.data[i * CATEGORIES + chosen[i]] = 1;
        }
    }
}
