package io.permvi.examples;

import io.permvi.applications.files.CsvTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run found, without how long it took: tables and networks of a folder by their names. */
public final class RunContent {
    private static final String TIMES = "(?i).*(second|milli|time|megabyte).*";

    private RunContent() {}

    /** Files that are not hidden, in order. */
    public static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** Tables without columns of times, networks without settings of times. */
    public static Map<String, String> of(Path folder) throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".csv") && !name.contains(".journal.") && !name.contains("times")) {
                all.put(name, withoutTimes(file));
            } else if (name.endsWith("net")) {
                all.put(
                        name,
                        Files.readString(file, StandardCharsets.ISO_8859_1)
                                .lines()
                                .filter(line -> !line.contains("seconds"))
                                .collect(Collectors.joining("\n"))
                                .replaceAll("crc32 [0-9a-f]{8}", ""));
            }
        }
        return all;
    }

    private static String withoutTimes(Path file) {
        List<List<String>> lines = CsvTable.lines(file);
        List<String> header = lines.get(0);
        return lines.stream()
                .map(cells -> {
                    List<String> kept = new ArrayList<>();
                    for (int c = 0; c < cells.size(); c++) {
                        if (c >= header.size() || !header.get(c).matches(TIMES)) {
                            kept.add(cells.get(c));
                        }
                    }
                    return String.join(",", kept);
                })
                .collect(Collectors.joining("\n"));
    }
}
