package io.permvi.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Evaluation;
import io.permvi.applications.link.LevelWeights;
import io.permvi.applications.link.LinkLaw;
import io.permvi.applications.link.ValueLevels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What was found about two files.
 *
 * @param facts what the columns hold
 * @param law what was learned
 * @param candidates pairs that were compared
 * @param probabilities with columns a, b (numbers of records) and probability
 * @param report how they were found
 */
record SparkLinks(
        RecordTable a,
        RecordTable b,
        Facts facts,
        LinkLaw law,
        long candidates,
        Dataset<Row> probabilities,
        Part.Report report) {
    static final StructType PROBABILITIES = new StructType()
            .add("a", DataTypes.LongType, false)
            .add("b", DataTypes.LongType, false)
            .add("probability", DataTypes.DoubleType, false);

    /** Pairs below are not written. */
    private static final double LEAST = 0.001;
    /** Decisions are made in steps of this much probability. */
    private static final double STEP = 1e-6;

    /**
     * Links at a stated error rate.
     *
     * @param least probability of a link
     * @param links how many
     * @param expectedFalse how many of them are expected to be false
     */
    record Decided(double least, long links, double expectedFalse) {}

    /** The most links whose share of false ones is expected to be at most a rate; none of probability up to one half. */
    Decided decide(double rate) {
        Column wrong = lit(1).minus(col("probability"));
        List<Row> steps = probabilities
                .where(col("probability").gt(0.5))
                .groupBy(floor(wrong.divide(STEP)).as("step"))
                .agg(count(lit(1)), sum(wrong))
                .sort("step")
                .collectAsList();
        Decided decided = new Decided(1, 0, 0);
        long links = 0;
        double expected = 0;
        for (Row step : steps) {
            links += step.getLong(1);
            expected += step.getDouble(2);
            if (expected > rate * links) {
                break;
            }
            decided = new Decided(Math.max(0.5, 1 - (step.getLong(0) + 1) * STEP), links, expected);
        }
        return decided;
    }

    /** The pairs worth a word by the ids of their records, with columns a, b, probability and decision. */
    Dataset<Row> links(Decided decided) {
        return probabilities
                .where(col("probability").geq(LEAST))
                .join(a.rows().select(col("n").as("a"), col("id").as("idA")), "a")
                .join(b.rows().select(col("n").as("b"), col("id").as("idB")), "b")
                .select(
                        col("idA").as("a"),
                        col("idB").as("b"),
                        col("probability"),
                        col("probability").gt(decided.least()).as("decision"));
    }

    /**
     * The links of probability above one half against the truth.
     *
     * @param truth pairs of ids in its first two columns
     */
    Evaluation evaluate(Dataset<Row> truth) {
        Dataset<Row> known = truth.toDF(names(truth.columns()));
        Dataset<Row> said = links(new Decided(0.5, 0, 0)).where(col("decision")).persist();
        Dataset<Row> wrong = said.join(known, new String[] {"a", "b"}, "left_anti");
        Dataset<Row> againstA =
                wrong.join(known, new String[] {"a"}, "left_semi").select("a");
        Dataset<Row> againstB =
                wrong.join(known, new String[] {"b"}, "left_semi").select("a");
        int links = (int) said.count();
        int right = links - (int) wrong.count();
        int contradicted = (int) againstA.union(againstB).distinct().count();
        return new Evaluation(links, right, (int) known.count(), contradicted, right + contradicted);
    }

    private static String[] names(String[] columns) {
        String[] names = columns.clone();
        names[0] = "a";
        names[1] = "b";
        return names;
    }

    /**
     * Writes the links as a folder of Parquet or CSV files, what was learned, and how.
     *
     * @param format parquet or csv
     */
    Map<String, Object> write(OutputFolder folder, String format, double rate) {
        Decided decided = decide(rate);
        links(decided)
                .write()
                .mode(SaveMode.Overwrite)
                .option("header", true)
                .format(format)
                .save(folder.path().resolve("links." + format).toUri().toString());
        folder.writeCsv("parameters.csv", LevelWeights.HEADER, rows -> {
            for (int f = 0; f < facts.columns().size(); f++) {
                ValueLevels levels = facts.columns().get(f).levels();
                law.addTo(rows, f, levels.name(), levels::describe);
            }
        });
        Map<String, Object> summary = summary(rate, decided);
        folder.writeJson("link.json", summary);
        return summary;
    }

    private Map<String, Object> summary(double rate, Decided decided) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("recordsA", a.size());
        summary.put("recordsB", b.size());
        summary.put("candidatePairs", candidates);
        summary.put("keptPairs", report.pairs());
        summary.put("largestComponent", report.largest());
        summary.put("cutsOfGiantComponents", report.cuts());
        summary.put("rounds", law.rounds());
        summary.put("calibratedWithinFiles", law.calibrated());
        summary.put("sharesOfClasses", law.shares());
        summary.put("expectedLinks", law.links());
        summary.put("statedErrorRate", rate);
        summary.put("decisions", decided.links());
        summary.put("expectedFalseDecisions", decided.expectedFalse());
        summary.put("linksByMethod", report.methods());
        summary.put("largestCorrectionOfBeliefPropagation", report.correction());
        summary.put("largestStandardError", report.standardError());
        summary.put("settled", report.settled());
        return summary;
    }
}
