package io.permvi.spark;

import io.permvi.applications.files.InputException;
import io.permvi.applications.link.LinkLaw;
import io.permvi.applications.link.LinkLearning;
import io.permvi.applications.link.LinkSums;
import io.permvi.relaxations.sparse.SizePrior;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
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
    private static final SizePrior SIZES = new SizePrior(1, 1);
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
        Candidates candidates = new Candidates(a, b, facts, parts());
        say("comparing pairs that share a key");
        JavaRDD<long[]> pairs = candidates.pairs(settings.largestBlock()).persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<LeveledPairs> compared = candidates.compare(pairs).persist(StorageLevel.MEMORY_AND_DISK());
        Patterns patterns = Patterns.of(compared);
        if (patterns.counts().isEmpty()) {
            throw new InputException(a.name() + " and " + b.name()
                    + ": no record shares a rare enough value with one of the other file; do the columns hold what their"
                    + " names say?");
        }
        say("comparing random pairs");
        Patterns others =
                Patterns.of(candidates.compare(candidates.random(pairs, settings.randomPairs(), settings.seed())));
        pairs.unpersist();
        LinkLearning learning = learning(totals(known, patterns, others));
        LinkLaw hasty = patterns.learn(learning.totals(), a.size(), b.size());
        double prior = learning.prior().applyAsDouble(hasty.links());
        LinkLaw rough = new LinkLaw(hasty.weights(), hasty.links(), prior, hasty.rounds());
        say("finding components");
        Parts parts = new Parts(compared, new Pieces(rough, settings.least(), settings.largestComponent()), known);
        compared.unpersist();
        LinkLaw law = learning.learn(parts::expect);
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

    /** By comparison and level, the pairs that have it: candidates, and by random ones all others. */
    private double[][] totals(Facts known, Patterns patterns, Patterns others) {
        double left = Math.max(0, (double) a.size() * b.size() - patterns.pairs());
        LinkSums all = new LinkSums(patterns.totals(known.levelCounts(), 1), 0);
        double times = left / Math.max(1, others.pairs());
        return all.plus(new LinkSums(others.totals(known.levelCounts(), times), 0))
                .levels();
    }

    private LinkLearning learning(double[][] totals) {
        int sizeA = Math.toIntExact(a.size());
        int sizeB = Math.toIntExact(b.size());
        double smaller = Math.min(sizeA, sizeB);
        return new LinkLearning(
                totals, LinkLearning.START * smaller, smaller, links -> SIZES.pairScore(sizeA, sizeB, links));
    }

    /** The parts of records, keys and pairs. */
    private int parts() {
        return (int) Math.max(context.defaultParallelism(), (a.size() + b.size()) / RECORDS_OF_PART);
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
