package io.permvi.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The pairs that are not hopeless, in components that fit a task. Hopeless pairs are left out everywhere; from giant
 * components ever more probable ones, until they fall apart, and it is said how many.
 *
 * @param pairs with columns a, b, levels, weight and component
 * @param size how many they are
 * @param largest the pairs of the largest component
 * @param cuts of giant components
 */
record Pieces(Dataset<Row> pairs, long size, long largest, List<Cut> cuts) {
    private static final double STEP = 10;
    private static final StructType COMPONENT =
            new StructType().add("a", DataTypes.LongType, false).add("component", DataTypes.LongType, false);

    /**
     * What was left out of giant components.
     *
     * @param components that were giant
     * @param largest the pairs of the largest of them
     * @param odds below which their pairs are left out
     */
    record Cut(long components, long largest, double odds) {}

    /** @param weighed with columns a, b, levels and weight, the log odds */
    static Pieces of(Dataset<Row> weighed, SparkLinkSettings settings) {
        List<Cut> cuts = new ArrayList<>();
        double odds = settings.least();
        Dataset<Row> kept = weighed.where(col("weight").geq(Math.log(odds))).persist();
        while (true) {
            Dataset<Row> placed = place(kept).persist();
            Dataset<Row> sizes =
                    placed.groupBy("component").agg(count(lit(1)).as("size")).persist();
            Dataset<Row> giants = sizes.where(col("size").gt(settings.largestComponent()));
            Row all = sizes.agg(count(lit(1)), max("size"), sum("size")).first();
            long many = giants.count();
            if (many == 0 || odds >= 1) {
                sizes.unpersist();
                return new Pieces(
                        placed, all.isNullAt(2) ? 0 : all.getLong(2), all.isNullAt(1) ? 0 : all.getLong(1), cuts);
            }
            odds = Math.max(odds, Double.MIN_NORMAL) * STEP;
            cuts.add(new Cut(many, all.getLong(1), odds));
            Column enough = col("size").isNull().or(col("weight").geq(Math.log(odds)));
            Dataset<Row> fewer = placed.join(
                            broadcast(giants), placed.col("component").equalTo(giants.col("component")), "left_outer")
                    .where(enough)
                    .select("a", "b", "levels", "weight")
                    .persist();
            fewer.count();
            placed.unpersist();
            sizes.unpersist();
            kept.unpersist();
            kept = fewer;
        }
    }

    /** Records of the first file are the even nodes, those of the second the odd ones. */
    private static Dataset<Row> place(Dataset<Row> pairs) {
        JavaPairRDD<Long, Long> links = pairs.select("a", "b")
                .javaRDD()
                .mapToPair(row -> new Tuple2<>(2 * row.getLong(0), 2 * row.getLong(1) + 1));
        Dataset<Row> components = pairs.sparkSession()
                .createDataFrame(
                        ConnectedComponents.of(links)
                                .filter(node -> node._1() % 2 == 0)
                                .map(node -> RowFactory.create(node._1() / 2, node._2())),
                        COMPONENT);
        return pairs.join(components, "a");
    }
}
