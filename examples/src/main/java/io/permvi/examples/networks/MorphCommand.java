package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.puzzles.ImageSource;
import io.permvi.applications.puzzles.PuzzleCut;
import io.permvi.examples.common.Program;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.networks.ItemScores;
import io.permvi.plots.ImageGrid;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi morph}: a network that assembles any digit from the pieces of another. */
@Command(
        name = "morph",
        description = "Train a network to assemble any digit from the pieces of another, and show it at work.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MorphCommand.Train.class, MorphCommand.Show.class})
public final class MorphCommand {
    private static ImageSource labeled(ImageSource source) {
        if (source.format().labels() < 2) {
            throw new InputException("morphing needs images with labels; those of "
                    + source.format().name() + " have none");
        }
        return source;
    }

    /** {@code permvi morph train}. */
    @Command(name = "train", description = "Train on pairs of images.")
    static final class Train extends Program {
        private static final int STEPS = 1500;
        private static final double RATE = 0.004;

        @Mixin
        private TrainingOptions training = new TrainingOptions();

        @Mixin
        private JigsawCommand.DataOptions data = new JigsawCommand.DataOptions();

        @Option(names = "--grid", defaultValue = "14", description = "pieces along a border (${DEFAULT-VALUE})")
        private int grid;

        @Option(names = "--width", defaultValue = "64", description = "hidden units (${DEFAULT-VALUE})")
        private int width;

        @Option(names = "--batch", defaultValue = "16", description = "pairs of a minibatch (${DEFAULT-VALUE})")
        private int batch;

        @Override
        public void run() {
            if (batch < 2 || batch % 2 != 0) {
                throw new InputException("--batch must be an even number, got " + batch);
            }
            ImageSource source = labeled(data.source());
            int threads = options().threads();
            InputException.unless("the options", () -> trainingRun(source, threads))
                    .train(training, options().seed(), folder(), output());
        }

        private TrainingRun trainingRun(ImageSource source, int threads) {
            PuzzleCut cut = JigsawCommand.DataOptions.cut(source, grid, Optional.empty());
            MorphNetwork settings = new MorphNetwork(
                    source.format().name(), cut, source.format().labels(), width);
            ItemScores network = settings.scores();
            int steps = training.stepsOr(STEPS);
            Map<String, String> all = new LinkedHashMap<>(settings.settings());
            all.put("batch", String.valueOf(batch));
            all.put("data", data.hash());
            StochasticAscent recipe = StochasticAscent.of(TrainingRun.warmedAdam(RATE, steps), steps)
                    .withParts(2)
                    .withThreads(threads)
                    .withGradientLimit(1);
            return new TrainingRun(
                    MorphNetwork.KIND,
                    all,
                    network.parameters(),
                    settings.objective(network, source, batch / 2),
                    recipe);
        }
    }

    /** {@code permvi morph show}. */
    @Command(name = "show", description = "Draw test images, and their pieces laid to look like every label.")
    static final class Show extends Program {
        private static final int CELL = 100;

        @Option(names = "--model", required = true, paramLabel = "FILE", description = "the network")
        private Path model;

        @Mixin
        private JigsawCommand.DataOptions data = new JigsawCommand.DataOptions();

        @Option(names = "--first", defaultValue = "0", description = "first test image (${DEFAULT-VALUE})")
        private int first;

        @Option(names = "--images", defaultValue = "6", description = "images to show (${DEFAULT-VALUE})")
        private int images;

        @Override
        public void run() {
            OutputFolder folder = folder();
            NetworkFiles.Trained<MorphNetwork> trained =
                    NetworkFiles.readTrained(model, MorphNetwork.KIND, MorphNetwork::from, n -> n.scores()
                            .parameters());
            MorphNetwork network = trained.network();
            ImageSource source = labeled(data.source(network.images()));
            JigsawCommand.DataOptions.requireTests(source, first, images);
            List<List<BufferedImage>> hard = new ArrayList<>();
            List<List<BufferedImage>> soft = new ArrayList<>();
            double[] pixels = new double[source.length()];
            for (int t = first; t < first + images; t++) {
                source.test(t, pixels);
                addRow(trained, pixels, hard, soft);
            }
            String sameNote = "Each row: the same pieces, laid by the network in ";
            folder.write("morph.png", page(network, "hard assignment", sameNote, hard)::save);
            String meanNote = "Each row: what stands at each place in the mean, in ";
            folder.write("morph-soft.png", page(network, "soft, temperature 1", meanNote, soft)::save);
            output().println("Pictures: " + out().resolve("morph.png") + ", " + out().resolve("morph-soft.png"));
        }

        private static ImageGrid page(MorphNetwork network, String kind, String note, List<List<BufferedImage>> rows) {
            List<String> headings = new ArrayList<>(List.of("image"));
            boolean drawn = network.images().equals(DrawnImages.NAME);
            for (int label = 0; label < network.labels(); label++) {
                headings.add("as " + label + (drawn ? " bright" : ""));
            }
            PuzzleCut cut = network.cut();
            return new ImageGrid(
                    "One image from the pieces of another: " + network.images() + " images, " + kind,
                    headings,
                    rows,
                    CELL,
                    note + cut.pieceCount() + " pieces of " + cut.side() + " x " + cut.side() + " pixels."
                            + (drawn ? " The labels count the bright ellipses." : ""));
        }

        private static void addRow(
                NetworkFiles.Trained<MorphNetwork> trained,
                double[] pixels,
                List<List<BufferedImage>> hard,
                List<List<BufferedImage>> soft) {
            MorphNetwork network = trained.network();
            PuzzleCut cut = network.cut();
            DMatrixRMaj pieces = new DMatrixRMaj(cut.pieceCount(), cut.pixelsOfPiece());
            cut.cut(pixels, IntStream.range(0, cut.pieceCount()).toArray(), 0, pieces);
            List<BufferedImage> hardRow = new ArrayList<>(List.of(PuzzlePictures.assembled(cut, pieces)));
            List<BufferedImage> softRow = new ArrayList<>(hardRow);
            for (int label = 0; label < network.labels(); label++) {
                MorphNetwork.Laid laid = network.lay(trained.weights(), pixels, label);
                hardRow.add(PuzzlePictures.assembled(cut, laid.hard()));
                softRow.add(PuzzlePictures.assembled(cut, laid.soft()));
            }
            hard.add(hardRow);
            soft.add(softRow);
        }
    }
}
