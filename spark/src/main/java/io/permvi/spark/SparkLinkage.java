package io.permvi.spark;

import io.permvi.applications.files.InputException;
import io.permvi.applications.link.LinkLaw;
import io.permvi.applications.link.LinkLearning;
import io.permvi.applications.link.LinkPart;
import io.permvi.applications.link.LinkSums;
import io.permvi.applications.link.WithinFileNull;
import io.permvi.relaxations.parallel.Workers;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Links two files that outgrow a machine: candidates by keys that records share, the levels of each pair, a first law of
 * links from how often each combination of levels is met, components of the pairs that are not hopeless by it, then
 * learning and the posterior as on one machine, with sums over parts that hold whole components.
 */
final class SparkLinkage {
    private static final long PAIRS_OF_PART = 50_000;
    private static final long RECORDS_OF_PART = 30_000;

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final RecordTable a;
    private final RecordTable b;
    private final SparkLinkSettings settings;
    private final Consumer<String> progress;

    /** @param progress is told what is done next */
    SparkLinkage(
            SparkSession spark, RecordTable a, RecordTable b, SparkLinkSettings settings, Consumer<String> progress) {
        this.spark = spark;
        context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.a = a;
        this.b = b;
        this.settings = settings;
        this.progress = progress;
        // plans of tables that stand on many others are too long to be read
        spark.conf().set("spark.sql.maxPlanStringLength", 10_000);
    }

    /**
     * Links.
     *
     * @throws InputException when the files have nothing to compare
     */
    SparkLinks link() {
        say("gathering what the columns hold");
        Facts known = Facts.of(a, b);
        Broadcast<Facts> facts = context.broadcast(known);
        Candidates candidates = new Candidates(a, b, facts, parts(a, b));
        say("comparing pairs that share a key");
        JavaRDD<long[]> pairs = candidates.pairs(settings.largestBlock()).persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<LeveledPairs> compared = candidates.compare(pairs).persist(StorageLevel.MEMORY_AND_DISK());
        Patterns patterns = Patterns.of(compared);
        say("comparing random pairs");
        Patterns others =
                Patterns.of(candidates.compare(candidates.random(pairs, settings.randomPairs(), settings.seed())));
        pairs.unpersist();
        say("comparing pairs inside the files");
        WithinFileNull within = new WithinFileNull(inside(a, facts), inside(b, facts));
        say("learning from some records");
        LinkLearning learning = learning(known, patterns, others, a.size());
        LinkLaw some = learnFromSome(compared, known, others, within);
        LinkLaw rough = some.withPrior(learning.prior().applyAsDouble(some.links() / recordsLearned() * a.size()));
        say("finding components");
        Parts parts = new Parts(compared, new Pieces(rough, settings.least(), settings.largestComponent()), known);
        compared.unpersist();
        LinkLaw law = rough.calibrated() ? rough : learning.learn(parts::expect);
        say("summing matchings");
        SparkLinkSettings how = settings;
        JavaRDD<Part.Solved> solved =
                parts.now.map(part -> part.solve(law, how)).persist(StorageLevel.MEMORY_AND_DISK());
        Part.Report report = solved.map(Part.Solved::report).reduce(Part.Report::plus);
        Dataset<Row> probabilities = spark.createDataFrame(solved.flatMap(Part.Solved::rows), SparkLinks.PROBABILITIES);
        return new SparkLinks(a, b, known, law, (long) patterns.pairs(), probabilities, report);
    }

    private void say(String what) {
        progress.accept(what);
        context.sc().setJobDescription(what);
    }

    /** With candidates as they are and all other pairs as random ones. */
    private LinkLearning learning(Facts known, Patterns candidates, Patterns others, long sizeA) {
        double left = Math.max(0, (double) sizeA * b.size() - candidates.pairs());
        double times = left / Math.max(1, others.pairs());
        double[][] totals =
                LinkSums.plus(candidates.totals(known.levelCounts(), 1), others.totals(known.levelCounts(), times));
        return LinkLearning.oneToOne(totals, Math.toIntExact(sizeA), Math.toIntExact(b.size()));
    }

    /** A law to leave pairs out by, learned on the driver from the pairs of some records of the first file. */
    private LinkLaw learnFromSome(JavaRDD<LeveledPairs> compared, Facts known, Patterns others, WithinFileNull within) {
        long step = RecordTable.step(a.size(), settings.recordsLearned());
        LeveledPairs some = LeveledPairs.all(
                        compared.map(pairs -> pairs.every(step)).collect())
                .sorted();
        if (some.size() == 0) {
            throw new InputException(a.name() + " and " + b.name()
                    + ": no record shares a rare enough value with one of the other file; do the columns hold what their"
                    + " names say?");
        }
        Patterns patterns = Patterns.of(context.parallelize(List.of(some)));
        LinkLearning learning = learning(known, patterns, others, recordsLearned());
        LinkPart part = Part.links(some, known.levelCounts());
        try (Workers workers = new Workers(1)) {
            Function<LinkLaw, LinkSums> expectation = law -> {
                part.weigh(law);
                return part.expect(workers);
            };
            double all = (double) recordsLearned() * b.size();
            return within.calibrate(all, learning.learn(expectation), learning, expectation);
        }
    }

    private long recordsLearned() {
        return RecordTable.some(a.size(), settings.recordsLearned());
    }

    /**
     * Pairs inside a file that share a key: of some of its records, where it has very many, with all behind them, since
     * keys that are rare among some records are not those that are rare in the file. As many as a file of
     * {@code size / sqrt(step)} records has.
     */
    private WithinFileNull.Inside inside(RecordTable file, Broadcast<Facts> facts) {
        long step = RecordTable.step(file.size(), settings.recordsWithin());
        Candidates own = new Candidates(file, file, facts, parts(file, file));
        Patterns patterns = Patterns.of(own.compare(own.inside(settings.largestBlock(), step)));
        return new WithinFileNull.Inside(patterns.levels(), patterns.counts(), file.size() / Math.sqrt(step));
    }

    /** The parts of records, keys and pairs. */
    private int parts(RecordTable x, RecordTable y) {
        return (int) Math.max(context.defaultParallelism(), (x.size() + y.size()) / RECORDS_OF_PART);
    }

    /** The parts after the last expectation. */
    private final class Parts {
        private JavaRDD<Part> now;
        private int round;

        Parts(JavaRDD<LeveledPairs> compared, Pieces pieces, Facts known) {
            JavaRDD<LeveledPairs> kept = compared.map(part -> part.above(pieces.least(), pieces.law()))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            long size = kept.map(part -> (long) part.size()).reduce(Long::sum);
            if (size == 0) {
                throw new InputException(a.name() + " and " + b.name() + ": no two records are alike enough");
            }
            int count = (int) Math.max(context.defaultParallelism(), size / PAIRS_OF_PART);
            int[] levelCounts = known.levelCounts();
            int[] names = Pieces.names(kept, a.size(), b.size());
            now = Pieces.components(kept, context.broadcast(names), count)
                    .values()
                    .mapPartitions(components -> components.hasNext()
                            ? List.of(Part.of(components, pieces, levelCounts)).iterator()
                            : Collections.emptyIterator())
                    .persist(StorageLevel.MEMORY_AND_DISK());
        }

        LinkSums expect(LinkLaw law) {
            say("learning, round " + ++round);
            JavaRDD<Part> next = now.map(part -> part.expect(law)).persist(StorageLevel.MEMORY_AND_DISK());
            List<LinkSums> sums = next.map(Part::sums).collect();
            now.unpersist();
            now = next;
            return sums.stream().reduce(LinkSums::plus).orElseThrow();
        }
    }
}
