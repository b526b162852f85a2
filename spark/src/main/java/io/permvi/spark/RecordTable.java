package io.permvi.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.permvi.applications.files.InputException;
import io.permvi.applications.link.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A file of records in Spark, numbered in the order of their ids, so that the numbers do not depend on how the file is cut.
 *
 * @param name what messages call it
 * @param columns their names, without that of the ids
 * @param rows with columns n, id and cells; cells are in the plain form, empty where a value is missing
 * @param size the number of records
 */
record RecordTable(String name, List<String> columns, Dataset<Row> rows, long size) {
    private static final StructType SCHEMA = new StructType()
            .add("n", DataTypes.LongType, false)
            .add("id", DataTypes.StringType, false)
            .add("cells", DataTypes.createArrayType(DataTypes.StringType, false), false);

    /**
     * Reads a table.
     *
     * @param key the column of ids; the first column where empty
     * @throws InputException when there is no such file or column, no record, or an id is missing or there twice
     */
    static RecordTable read(SparkSession spark, String source, String key) {
        Dataset<Row> table = table(spark, source);
        List<String> columns = new ArrayList<>(List.of(table.columns()));
        String id = key.isEmpty() && !columns.isEmpty() ? columns.get(0) : key;
        if (!columns.remove(id) || columns.isEmpty()) {
            throw new InputException(source + ": needs the column '" + id
                    + "' of the ids and one to compare, the header has " + List.of(table.columns()));
        }
        Dataset<Row> ordered = table.select(Stream.concat(Stream.of(id), columns.stream())
                .map(name -> col("`" + name + "`").cast("string"))
                .toArray(Column[]::new));
        requireUnique(source, id, ordered);
        JavaRDD<Row> numbered = ordered.sort(col("`" + id + "`"))
                .javaRDD()
                .zipWithIndex()
                .map(pair -> RowFactory.create(pair._2(), pair._1().getString(0), plain(pair._1())));
        Dataset<Row> rows = spark.createDataFrame(numbered, SCHEMA).persist();
        long size = rows.count();
        if (size == 0) {
            throw new InputException(source + ": has no records");
        }
        return new RecordTable(source, columns, rows, size);
    }

    /** A table as it is: Parquet where its name ends so, CSV or TSV with a header otherwise. */
    static Dataset<Row> table(SparkSession spark, String source) {
        try {
            return read(spark, source);
        } catch (AnalysisException e) {
            throw new InputException(source + ": cannot be read: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** Declares what Spark throws without declaring it, so that it can be caught by its name. */
    private static Dataset<Row> read(SparkSession spark, String source) throws AnalysisException {
        String name = source.toLowerCase(Locale.ROOT);
        if (name.endsWith(".parquet")) {
            return spark.read().parquet(source);
        }
        String separator = name.endsWith(".tsv") ? "\t" : ",";
        return spark.read()
                .options(Map.of("header", "true", "escape", "\"", "sep", separator))
                .csv(source);
    }

    private static void requireUnique(String source, String id, Dataset<Row> ordered) {
        ordered.groupBy(col("`" + id + "`").as("id"))
                .agg(count(lit(1)).as("times"))
                .where(col("id").isNull().or(col("times").gt(1)))
                .limit(1)
                .collectAsList()
                .forEach(row -> {
                    String what = row.isNullAt(0)
                            ? "must not be empty"
                            : "names '" + row.getString(0) + "' " + row.getLong(1) + " times";
                    throw new InputException(
                            source + ": column '" + id + "' " + what + "; --key names the column of the ids");
                });
    }

    private static String[] plain(Row row) {
        return IntStream.range(1, row.length())
                .mapToObj(c -> row.isNullAt(c) ? "" : Value.plain(row.getString(c)))
                .toArray(String[]::new);
    }

    /** What divides the numbers of the records that are some of these. */
    static long step(long size, long most) {
        return (size + most - 1) / most;
    }

    /** How many some of these are. */
    static long some(long size, long most) {
        return (size - 1) / step(size, most) + 1;
    }

    /** The same with these of the columns, in this order. */
    RecordTable with(List<String> wanted) {
        Column[] cells = wanted.stream()
                .map(column -> col("cells").getItem(columns.indexOf(column)))
                .toArray(Column[]::new);
        Dataset<Row> fewer = rows.select(col("n"), col("id"), array(cells).as("cells"));
        return new RecordTable(name, List.copyOf(wanted), fewer, size);
    }
}
