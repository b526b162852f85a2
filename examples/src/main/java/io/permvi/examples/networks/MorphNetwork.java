package io.permvi.examples.networks;

import io.permvi.applications.puzzles.ImageSource;
import io.permvi.applications.puzzles.PuzzleCut;
import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.Dense;
import io.permvi.inference.networks.HardAssignments;
import io.permvi.inference.networks.Initializer;
import io.permvi.inference.networks.ItemScores;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.NetworkPass;
import io.permvi.inference.networks.PermutationObjective;
import io.permvi.inference.networks.Sequence;
import io.permvi.inference.networks.SetBatch;
import io.permvi.inference.networks.SetContext;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * A network that lays the pieces of any image so that they look like an image with a wanted label (Mena et al. 2018, figure
 * 2b): it sees each piece, the mean of all pieces, and the wanted label, never where a piece came from.
 *
 * @param images the name of the images it is for
 * @param cut into pieces of one or a few pixels
 * @param labels how many there are
 * @param width hidden units
 */
record MorphNetwork(String images, PuzzleCut cut, int labels, int width) {
    static final String KIND = "morph";
    private static final int ITERATIONS = 20;

    static MorphNetwork from(ArrayFile file) throws ArrayFileException {
        return new MorphNetwork(
                file.setting("images"), PuzzleCut.from(file), file.intSetting("labels"), file.intSetting("width"));
    }

    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("images", images);
        cut.addTo(settings);
        settings.put("labels", String.valueOf(labels));
        settings.put("width", String.valueOf(width));
        return settings;
    }

    private int features() {
        return cut.pixelsOfPiece() + labels;
    }

    ItemScores scores() {
        return new ItemScores(Sequence.of(
                new SetContext(cut.pieceCount(), features()),
                new Dense("hidden.1", 2 * features(), width, Activation.RELU, Initializer.he()),
                new Dense("hidden.2", width, width, Activation.RELU, Initializer.he()),
                new Dense("places", width, cut.pieceCount(), Activation.IDENTITY, Initializer.zeros())));
    }

    /** Minus the squared error between the laid pieces and a random image with the wanted label. */
    NetworkObjective objective(ItemScores network, ImageSource source, int pairs) {
        SinkhornLayer sinkhorn = new SinkhornLayer(new SinkhornOperator(ITERATIONS, 0), 1);
        int n = cut.pieceCount();
        int[] inOrder = IntStream.range(0, n).toArray();
        return () -> {
            DMatrixRMaj pieces = new DMatrixRMaj(pairs * n, cut.pixelsOfPiece());
            DMatrixRMaj wanted = new DMatrixRMaj(pairs * n, cut.pixelsOfPiece());
            DMatrixRMaj features = new DMatrixRMaj(pairs * n, features());
            double[] pixels = new double[source.length()];
            return (pass, step) -> {
                for (int t = 0; t < pairs; t++) {
                    source.draw(pass.noise(), pixels);
                    cut.cut(pixels, inOrder, t * n, pieces);
                    int label = source.draw(pass.noise(), pixels);
                    cut.cut(pixels, inOrder, t * n, wanted);
                    setFeatures(pieces, t, label, features);
                }
                Var scores = network.scores(pass, new SetBatch(n, features)).get(0);
                return PermutationObjective.minusSquaredError(
                        sinkhorn.apply(scores),
                        pass.tape().constant(pieces),
                        pass.tape().constant(wanted));
            };
        };
    }

    private void setFeatures(DMatrixRMaj pieces, int set, int label, DMatrixRMaj features) {
        int length = cut.pixelsOfPiece();
        for (int row = set * cut.pieceCount(); row < (set + 1) * cut.pieceCount(); row++) {
            System.arraycopy(pieces.data, row * length, features.data, row * features(), length);
            for (int k = 0; k < labels; k++) {
                features.data[row * features() + length + k] = k == label ? 1 : 0;
            }
        }
    }

    /** The pieces of an image, laid to look like a label: softly, and as a hard assignment. */
    record Laid(DMatrixRMaj soft, DMatrixRMaj hard) {}

    /** Lays the pieces of one image. */
    Laid lay(double[] weights, double[] pixels, int label) {
        int n = cut.pieceCount();
        DMatrixRMaj pieces = new DMatrixRMaj(n, cut.pixelsOfPiece());
        cut.cut(pixels, IntStream.range(0, n).toArray(), 0, pieces);
        DMatrixRMaj features = new DMatrixRMaj(n, features());
        setFeatures(pieces, 0, label, features);
        ItemScores network = scores();
        NetworkPass pass = new NetworkPass(network.parameters());
        pass.begin(weights);
        Var scores = network.scores(pass, new SetBatch(n, features)).get(0);
        Var relaxed = new SinkhornLayer(new SinkhornOperator(ITERATIONS, 0), 1).apply(scores);
        DMatrixRMaj soft = PermutationObjective.reconstruction(
                        relaxed, pass.tape().constant(pieces))
                .value()
                .copy();
        int[] place = new int[n];
        new HardAssignments(n).assign(scores.value(), 0, place);
        DMatrixRMaj hard = new DMatrixRMaj(n, cut.pixelsOfPiece());
        for (int i = 0; i < n; i++) {
            System.arraycopy(pieces.data, i * hard.numCols, hard.data, place[i] * hard.numCols, hard.numCols);
        }
        return new Laid(soft, hard);
    }
}
