package io.permvi.examples.heads;

import io.permvi.plots.pages.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ganglion of a head neuron, by its class. */
final class Ganglia {
    private static final Map<String, String> OF_CLASS = read();

    private Ganglia() {}

    private static Map<String, String> read() {
        Map<String, String> classes = new HashMap<>();
        Page.resource(Ganglia.class, "ganglia.txt")
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    String[] parts = line.split(":");
                    for (String name : parts[1].strip().split(" ")) {
                        classes.put(name, parts[0]);
                    }
                });
        return Map.copyOf(classes);
    }

    /** Those of the names whose class is known: a class is a name without its side. */
    static Map<String, String> of(List<String> names) {
        Map<String, String> ganglia = new TreeMap<>();
        for (String name : names) {
            for (String stem = name; !stem.isEmpty(); stem = stem.substring(0, stem.length() - 1)) {
                if (OF_CLASS.containsKey(stem)) {
                    ganglia.put(name, OF_CLASS.get(stem));
                    break;
                }
            }
        }
        return ganglia;
    }
}
