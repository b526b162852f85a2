package io.permvi.applications.puzzles;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.GumbelNoise;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.PermutationObjective;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * A network that solves jigsaw puzzles: the cut, and the sizes of its {@link EdgeScores}.
 *
 * @param images the name of the images it is for
 * @param seams whether sides are also compared by rules that need no learning
 */
public record PuzzleNetwork(String images, PuzzleCut cut, int width, int rank, int rounds, boolean seams) {
    public static final String KIND = "jigsaw";
    private static final int ITERATIONS = 10;

    /** How a guess is judged in training. */
    public enum Judge {
        /** The log probability of each piece's place. */
        PLACES,
        /** The squared error of the soft reconstruction. */
        PIXELS
    }

    public static PuzzleNetwork from(ArrayFile file) throws ArrayFileException {
        return new PuzzleNetwork(
                file.setting("images"),
                PuzzleCut.from(file),
                file.intSetting("width"),
                file.intSetting("rank"),
                file.intSetting("rounds"),
                Boolean.parseBoolean(file.setting("seams")));
    }

    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("images", images);
        cut.addTo(settings);
        settings.put("width", String.valueOf(width));
        settings.put("rank", String.valueOf(rank));
        settings.put("rounds", String.valueOf(rounds));
        settings.put("seams", String.valueOf(seams));
        return settings;
    }

    public EdgeScores scores() {
        return new EdgeScores(new EdgeScores.Settings(
                cut.grid(),
                cut.grid(),
                cut.pieceFeatures(),
                cut.sideFeatures(),
                width,
                rank,
                rounds,
                Activation.RELU,
                seams));
    }

    /**
     * What training maximizes: the judge's value of the last guess plus that of the earlier ones with a smaller weight.
     * Pieces are fed in the order of their places, which loses nothing since the network is equivariant.
     */
    public NetworkObjective objective(
            EdgeScores network, ImageSource source, int puzzles, Judge judge, double earlyWeight, GumbelNoise noise) {
        return () -> new Part(network, source, puzzles, judge, earlyWeight, noise);
    }

    private final class Part implements NetworkObjective.Pass {
        private final EdgeScores network;
        private final ImageSource source;
        private final Judge judge;
        private final double earlyWeight;
        private final GumbelNoise noise;
        private final SinkhornLayer sinkhorn = new SinkhornLayer(new SinkhornOperator(ITERATIONS, 0), 1);
        private final int puzzles;
        private final PuzzleCut.Minibatch minibatch;
        private final DMatrixRMaj target;
        private final double[] pixels;
        private final int[] inOrder;
        private final int[] group;

        private Part(
                EdgeScores network,
                ImageSource source,
                int puzzles,
                Judge judge,
                double earlyWeight,
                GumbelNoise noise) {
            this.network = network;
            this.source = source;
            this.puzzles = puzzles;
            this.judge = judge;
            this.earlyWeight = earlyWeight;
            this.noise = noise;
            minibatch = cut.new Minibatch(puzzles);
            target = new DMatrixRMaj(puzzles * cut.pieceCount(), cut.pieceCount());
            pixels = new double[source.length()];
            inOrder = IntStream.range(0, cut.pieceCount()).toArray();
            group = new int[cut.pieceCount()];
        }

        @Override
        public Var record(NetworkPass pass, int step) {
            for (int t = 0; t < puzzles; t++) {
                source.draw(pass.noise(), pixels);
                minibatch.set(t, pixels, inOrder);
                cut.findGroups(minibatch.pieces(), t * cut.pieceCount(), group);
                PermutationObjective.spreadTarget(group, t * cut.pieceCount(), target);
            }
            List<Var> guesses = network.scores(pass, minibatch.batch());
            int last = guesses.size() - 1;
            Var value = judged(pass, guesses.get(last));
            for (int t = 1; t < last && earlyWeight > 0; t++) {
                value = value.plus(judged(pass, guesses.get(t)).times(earlyWeight));
            }
            return value;
        }

        private Var judged(NetworkPass pass, Var scores) {
            if (judge == Judge.PLACES) {
                Var relaxed = sinkhorn.apply(noise.apply(pass, scores));
                return PermutationObjective.logProbability(relaxed, pass.tape().constant(target));
            }
            Var pieces = pass.tape().constant(minibatch.pieces());
            return PermutationObjective.minusSquaredError(sinkhorn.apply(noise.apply(pass, scores)), pieces, pieces);
        }
    }
}
