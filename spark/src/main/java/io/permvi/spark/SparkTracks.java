package io.permvi.spark;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.NumberText;
import io.permvi.applications.tracks.Spot;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackModel;
import io.permvi.applications.tracks.TrackResult;
import io.permvi.applications.tracks.TrackSettings;
import io.permvi.applications.tracks.Tracker;
import io.permvi.relaxations.parallel.Workers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Tracks of recordings that outgrow a machine. What moves and how is learned on the driver from a stretch of frames in
 * the middle. Then windows of frames are linked by it, one a task, each with more frames on both sides; a link is taken
 * from the window that has its source in its core. Since a chain of frames forgets, beliefs are those of one machine that
 * links all frames by the same model, the closer the more frames windows share.
 *
 * @param tracks what is asked of the tracker
 * @param core frames of a window that are its own
 * @param overlap frames more on both sides of it
 * @param learned frames from which is learned
 * @param seed of everything random
 */
record SparkTracks(TrackSettings tracks, int core, int overlap, int learned, long seed) implements Serializable {
    private static final double LEAST = 0.01;

    /** @throws InputException when a number of frames is too small */
    SparkTracks {
        if (core < 1 || overlap <= tracks.gap() || learned < 2) {
            throw new InputException(
                    "--window must be at least 1, --overlap more than --gap and --learn at least 2, got " + core + ", "
                            + overlap + " with gap " + tracks.gap() + " and " + learned);
        }
    }

    private static Spot spot(Row row, int axes) {
        double[] numbers = IntStream.range(1, row.length())
                .mapToDouble(c -> row.isNullAt(c) ? Double.NaN : NumberText.parse(row.getString(c)))
                .toArray();
        return new Spot(
                row.isNullAt(0) ? "" : row.getString(0),
                (int) numbers[0],
                Arrays.copyOfRange(numbers, 1, 1 + axes),
                Arrays.copyOfRange(numbers, 1 + axes, numbers.length));
    }

    private static boolean isWrong(Spot spot) {
        return spot.id().isEmpty()
                || !Stream.of(spot.place(), spot.features())
                        .flatMapToDouble(Arrays::stream)
                        .allMatch(Double::isFinite);
    }

    /**
     * A candidate link.
     *
     * @param probability that it is one, by exact sums where those can be done
     * @param belief by belief propagation alone
     * @param taken whether its window takes it
     */
    record Link(String from, String to, double probability, double belief, boolean taken) implements Serializable {}

    /** Detections in their frames, their first and last frame. */
    record Recording(JavaRDD<Spot> spots, List<String> features, int first, int last) {}

    /**
     * Reads columns id, frame, x, y, z where there is one, and features.
     *
     * @throws InputException when a column is missing or a value is no number
     */
    static Recording read(SparkSession spark, String source, List<String> features) {
        Dataset<Row> table = RecordTable.table(spark, source);
        List<String> header = List.of(table.columns());
        List<String> wanted = new ArrayList<>(List.of("id", "frame", "x", "y"));
        if (header.contains("z")) {
            wanted.add("z");
        }
        int axes = wanted.size() - 2;
        wanted.addAll(features);
        if (!header.containsAll(wanted)) {
            throw new InputException(source + ": needs the columns " + wanted + ", the header has " + header);
        }
        Column[] columns = wanted.stream()
                .map(name -> functions.col("`" + name + "`").cast("string"))
                .toArray(Column[]::new);
        JavaRDD<Spot> spots =
                table.select(columns).javaRDD().map(row -> spot(row, axes)).persist(StorageLevel.MEMORY_AND_DISK());
        spots.filter(SparkTracks::isWrong).take(1).forEach(spot -> {
            throw new InputException(source + ": spot '" + spot.id() + "' of frame " + spot.frame()
                    + " needs an id, and numbers in the columns " + wanted.subList(1, wanted.size()));
        });
        int[] frames = spots.map(Spot::frame).distinct().collect().stream()
                .mapToInt(t -> t)
                .sorted()
                .toArray();
        if (frames.length < 2) {
            throw new InputException(source + ": tracks need spots in at least two frames, got " + frames.length);
        }
        return new Recording(spots, List.copyOf(features), frames[0], frames[frames.length - 1]);
    }

    private static Spots spots(Iterable<Spot> unordered, List<String> features) {
        return Spots.of(
                StreamSupport.stream(unordered.spliterator(), false)
                        .sorted(Comparator.comparing(Spot::id))
                        .toList(),
                features);
    }

    /** Learns from the frames in the middle, on this machine. */
    TrackModel learn(Recording recording) {
        int from = Math.max(recording.first, (recording.first + recording.last + 1 - learned) / 2);
        List<Spot> stretch = recording
                .spots
                .filter(spot -> spot.frame() >= from && spot.frame() < from + learned)
                .collect();
        try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
            return Tracker.track(spots(stretch, recording.features), tracks, seed, workers, (round, state) -> {})
                    .model();
        }
    }

    /** The candidate links of probability .01 or more, a window a task. */
    JavaRDD<Link> link(Recording recording, TrackModel model) {
        int first = recording.first;
        int windows = 1 + (recording.last - first) / core;
        List<String> features = recording.features;
        return recording
                .spots
                .flatMapToPair(spot -> windowsOf(spot, first, windows))
                .groupByKey(windows)
                .flatMap(window -> linked(window._1(), spots(window._2(), features), first, model))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private Iterator<Tuple2<Integer, Spot>> windowsOf(Spot spot, int first, int windows) {
        int from = Math.max(0, Math.floorDiv(spot.frame() - first - overlap, core));
        int to = Math.min(windows - 1, (spot.frame() - first + overlap) / core);
        return IntStream.rangeClosed(from, to)
                .mapToObj(w -> new Tuple2<>(w, spot))
                .iterator();
    }

    private Iterator<Link> linked(int window, Spots spots, int first, TrackModel model) {
        if (spots.frames() < 2) {
            return List.<Link>of().iterator();
        }
        try (Workers workers = new Workers(1)) {
            TrackResult result = Tracker.link(spots, model, workers);
            return IntStream.range(0, result.links())
                    .filter(e ->
                            result.probability(e) >= LEAST && (spots.frame(result.source(e)) - first) / core == window)
                    .mapToObj(e -> new Link(
                            spots.id(result.source(e)),
                            spots.id(result.target(e)),
                            result.probability(e),
                            result.belief(e),
                            result.taken(e)))
                    .iterator();
        }
    }

    /** The links that are taken; where two windows bring links to one spot, the more probable one. */
    static JavaRDD<Link> taken(JavaRDD<Link> links) {
        return links.filter(link -> link.taken)
                .mapToPair(link -> new Tuple2<>(link.to, link))
                .reduceByKey((a, b) -> a.probability >= b.probability ? a : b)
                .values();
    }

    /** The track of each spot, by its id: a chain of links that are taken, up to where it divides. */
    static JavaPairRDD<String, Long> tracks(Recording recording, JavaRDD<Link> taken) {
        JavaPairRDD<String, Long> numbers = recording.spots.map(Spot::id).zipWithIndex();
        JavaPairRDD<Long, Long> chains = taken.mapToPair(link -> new Tuple2<>(link.from, List.of(link.to)))
                .reduceByKey((a, b) -> List.of(a.get(0), b.get(0)))
                .filter(from -> from._2().size() == 1)
                .join(numbers)
                .mapToPair(from -> new Tuple2<>(from._2()._1().get(0), from._2()._2()))
                .join(numbers)
                .mapToPair(to -> to._2());
        ConnectedComponents components = new ConnectedComponents(Math.toIntExact(numbers.count()));
        chains.toLocalIterator()
                .forEachRemaining(
                        link -> components.join(link._1().intValue(), link._2().intValue()));
        Broadcast<int[]> names =
                JavaSparkContext.fromSparkContext(numbers.context()).broadcast(components.names(0));
        return numbers.mapValues(number -> (long) names.value()[number.intValue()]);
    }
}
