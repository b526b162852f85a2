package io.permvi.spark;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.PersonSimulation;
import io.permvi.applications.link.Records;
import io.permvi.relaxations.random.DrawRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Made-up persons in files, and what Spark makes of them. */
record PersonFiles(Path folder, PersonSimulation.Files files) {
    static PersonFiles write(Path folder, int records, long seed) {
        PersonSimulation.Files files = PersonSimulation.of(records).simulate(DrawRandom.of(seed, 0, 0));
        OutputFolder out = OutputFolder.at(folder);
        write(out, "A.csv", files.a());
        write(out, "B.csv", files.b());
        out.writeCsv(
                "truth.csv", List.of("idA", "idB"), rows -> files.truth().forEach(pair -> rows.add(pair[0], pair[1])));
        return new PersonFiles(folder, files);
    }

    private static void write(OutputFolder out, String name, Records records) {
        List<String> header = new ArrayList<>(List.of("id"));
        header.addAll(records.columns());
        out.writeCsv(name, header, rows -> {
            for (int i = 0; i < records.size(); i++) {
                List<Object> cells = new ArrayList<>(List.of(records.ids().get(i)));
                for (int c = 0; c < records.columns().size(); c++) {
                    cells.add(records.cell(c, i));
                }
                rows.add(cells.toArray());
            }
        });
    }

    String file(String name) {
        return folder.resolve(name).toString();
    }

    SparkLinks link(SparkSession spark, SparkLinkSettings settings, Consumer<String> progress) {
        RecordTable a = RecordTable.read(spark, file("A.csv"), "");
        RecordTable b = RecordTable.read(spark, file("B.csv"), "");
        return new SparkLinkage(spark, a, b, settings, progress).link();
    }

    /** The probability of each pair of ids, "a b". */
    static Map<String, Double> probabilities(SparkLinks links) {
        Map<Long, String> a = ids(links.a());
        Map<Long, String> b = ids(links.b());
        Map<String, Double> probabilities = new TreeMap<>();
        links.probabilities()
                .collectAsList()
                .forEach(row ->
                        probabilities.put(a.get(row.getLong(0)) + " " + b.get(row.getLong(1)), row.getDouble(2)));
        return probabilities;
    }

    private static Map<Long, String> ids(RecordTable table) {
        Map<Long, String> ids = new TreeMap<>();
        table.rows().collectAsList().forEach(row -> ids.put(row.getLong(0), row.getString(1)));
        return ids;
    }
}
