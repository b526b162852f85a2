package io.permvi.examples.networks;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.puzzles.EdgeScores;
import io.permvi.applications.puzzles.ImageSource;
import io.permvi.applications.puzzles.PuzzleCut;
import io.permvi.applications.puzzles.PuzzleNetwork;
import io.permvi.examples.common.Program;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.networks.GumbelNoise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code permvi jigsaw}: a network that learns to solve jigsaw puzzles. */
@Command(
        name = "jigsaw",
        description = "Train a network to solve jigsaw puzzles, test it, and show it at work.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {JigsawCommand.Train.class, JigsawCommand.Evaluate.class, JigsawCommand.Show.class})
public final class JigsawCommand {
    /** Where the images come from. */
    static final class DataOptions {
        private static final String[] IMAGE_ENDINGS = {".png", ".jpg", ".jpeg", "-ubyte", "-ubyte.gz", ".gz"};

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "folder with the MNIST files or with photographs; without it simple images are drawn")
        private Optional<Path> data = Optional.empty();

        @Option(
                names = "--fold",
                defaultValue = "0",
                description = "which third of the photographs serves the tests, 0 to 2 (${DEFAULT-VALUE})")
        private int fold;

        ImageSource source() {
            if (fold < 0 || fold > 2) {
                throw new InputException("--fold must be 0, 1 or 2, got " + fold);
            }
            if (data.isEmpty()) {
                return new DrawnImages();
            }
            Path folder = data.get();
            if (!Files.isDirectory(folder)) {
                throw new InputException("--data " + folder + ": no such folder");
            }
            return MnistImages.isIn(folder) ? MnistImages.read(folder) : Photographs.read(folder, fold);
        }

        /** Tells the images by their content. */
        String hash() {
            return data.map(folder -> ContentHash.ofFiles(InputFiles.in(folder, IMAGE_ENDINGS)))
                    .orElse("drawn");
        }

        /** Those that a network is for, by their name. */
        ImageSource source(String images) {
            ImageSource source = source();
            if (!source.format().name().equals(images)) {
                throw new InputException("the network was trained on " + images + ", but --data gives "
                        + source.format().name());
            }
            return source;
        }

        /** Refuses images that are not there. */
        static void requireTests(ImageSource source, int first, int images) {
            if (first < 0 || images < 1 || first > source.testCount() - images) {
                throw new InputException("--first and --images must lie within the " + source.testCount()
                        + " test images, got " + first + " and " + images);
            }
        }

        /** The cut into a grid of pieces, whose side is as near as can be where it is not given. */
        static PuzzleCut cut(ImageSource source, int grid, Optional<Integer> side) {
            ImageSource.Format format = source.format();
            int pixels = side.orElseGet(() -> PuzzleCut.nearestSide(grid, format.size()));
            return new PuzzleCut(grid, pixels, format.size(), format.channels());
        }
    }

    /** A trained network and what to do with it. */
    static final class UseOptions {
        @Option(names = "--model", required = true, paramLabel = "FILE", description = "the network")
        private Path model;

        @Mixin
        private DataOptions data = new DataOptions();

        NetworkFiles.Trained<PuzzleNetwork> trained() {
            return NetworkFiles.readTrained(model, PuzzleNetwork.KIND, PuzzleNetwork::from, n -> n.scores()
                    .parameters());
        }
    }

    /** {@code permvi jigsaw train}. */
    @Command(name = "train", description = "Train on puzzles cut from images.")
    static final class Train extends Program {
        @Mixin
        private TrainingOptions training = new TrainingOptions();

        @Mixin
        private DataOptions data = new DataOptions();

        @Option(names = "--grid", defaultValue = "3", description = "pieces along a border (${DEFAULT-VALUE})")
        private int grid;

        @Option(names = "--side", description = "pixels along a piece's border (default: image size / grid, rounded)")
        private Optional<Integer> side = Optional.empty();

        @Option(names = "--width", defaultValue = "128", description = "hidden units (${DEFAULT-VALUE})")
        private int width;

        @Option(
                names = "--rank",
                defaultValue = "64",
                description = "rank of the side compatibility (${DEFAULT-VALUE})")
        private int rank;

        @Option(names = "--rounds", defaultValue = "4", description = "rounds of messages (${DEFAULT-VALUE})")
        private int rounds;

        @Option(
                names = "--seams",
                arity = "1",
                paramLabel = "BOOLEAN",
                description = "also compare sides by how smoothly they join (true for photographs)")
        private Optional<Boolean> seams = Optional.empty();

        @Option(names = "--batch", defaultValue = "32", description = "puzzles of a minibatch (${DEFAULT-VALUE})")
        private int batch;

        @Option(names = "--rate", defaultValue = "0.004", description = "largest step size of Adam (${DEFAULT-VALUE})")
        private double rate;

        @Option(names = "--early", defaultValue = "0.3", description = "weight of earlier guesses (${DEFAULT-VALUE})")
        private double early;

        @Option(names = "--noise", defaultValue = "0", description = "scale of the Gumbel noise (${DEFAULT-VALUE})")
        private double noise;

        @Option(
                names = "--judge",
                defaultValue = "places",
                description = "places: log probability of right places; pixels: squared error (${DEFAULT-VALUE})")
        private PuzzleNetwork.Judge judge;

        @Override
        public void run() {
            if (batch < 2 || batch % 2 != 0) {
                throw new InputException("--batch must be an even number, got " + batch);
            }
            ImageSource source = data.source();
            requirePositive("--rate", rate);
            if (!(early >= 0 && early < Double.POSITIVE_INFINITY)) {
                throw new InputException("--early must be 0 or more and finite, got " + early);
            }
            int threads = options().threads();
            int steps = training.stepsOr(recipeSteps(grid));
            InputException.unless("the options", () -> trainingRun(source, steps, threads))
                    .train(training, options().seed(), folder(), output());
        }

        private TrainingRun trainingRun(ImageSource source, int steps, int threads) {
            PuzzleCut cut = DataOptions.cut(source, grid, side);
            boolean seamed = seams.orElse(source.format().channels() > 1);
            PuzzleNetwork settings = new PuzzleNetwork(source.format().name(), cut, width, rank, rounds, seamed);
            EdgeScores network = settings.scores();
            Map<String, String> all = new LinkedHashMap<>(settings.settings());
            all.put("batch", String.valueOf(batch));
            all.put("rate", String.valueOf(rate));
            all.put("early", String.valueOf(early));
            all.put("noise", String.valueOf(noise));
            all.put("judge", judge.toString());
            all.put("data", data.hash());
            StochasticAscent recipe = StochasticAscent.of(TrainingRun.warmedAdam(rate, steps), steps)
                    .withParts(2)
                    .withThreads(threads)
                    .withGradientLimit(1);
            return new TrainingRun(
                    PuzzleNetwork.KIND,
                    all,
                    network.parameters(),
                    settings.objective(network, source, batch / 2, judge, early, new GumbelNoise(1, noise)),
                    recipe);
        }

        /** Enough for the tables of the documentation, in a few minutes. */
        private static int recipeSteps(int grid) {
            return grid == 2 ? 3000 : grid == 3 ? 4000 : grid == 4 ? 9000 : 5000;
        }
    }

    /** {@code permvi jigsaw evaluate}. */
    @Command(name = "evaluate", description = "Score a network on test images.")
    static final class Evaluate extends Program {
        @Mixin
        private UseOptions use = new UseOptions();

        @Option(names = "--images", defaultValue = "8000", description = "test images at most (${DEFAULT-VALUE})")
        private int images;

        @Option(
                names = "--search",
                paramLabel = "KICKS",
                defaultValue = "0",
                description = "improve each answer by exchanges and so many kicks; 0 scores the network alone"
                        + " (${DEFAULT-VALUE})")
        private int search;

        @Override
        public void run() {
            requireAtLeast("--images", 1, images);
            requireAtLeast("--search", 0, search);
            OutputFolder out = folder();
            NetworkFiles.Trained<PuzzleNetwork> trained = use.trained();
            ImageSource source = use.data.source(trained.network().images());
            int count = Math.min(images, source.testCount());
            new PuzzleReport(trained, source, count, search, options().seed()).write(out, output());
        }
    }

    /** {@code permvi jigsaw show}. */
    @Command(
            name = "show",
            description = "Draw puzzles: scrambled, softly rebuilt at several temperatures, and solved.")
    static final class Show extends Program {
        @Mixin
        private UseOptions use = new UseOptions();

        @Option(names = "--first", defaultValue = "0", description = "first test image (${DEFAULT-VALUE})")
        private int first;

        @Option(names = "--images", defaultValue = "5", description = "images to show (${DEFAULT-VALUE})")
        private int images;

        @Override
        public void run() {
            OutputFolder out = folder();
            NetworkFiles.Trained<PuzzleNetwork> trained = use.trained();
            ImageSource source = use.data.source(trained.network().images());
            DataOptions.requireTests(source, first, images);
            new PuzzlePictures(trained, source, first, images, options().seed()).write(out);
            output().println("Pictures: " + out().resolve("puzzles.png") + ", " + out().resolve("scores.png"));
        }
    }
}
