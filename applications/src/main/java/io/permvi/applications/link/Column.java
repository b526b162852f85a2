package io.permvi.applications.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one column in both files, each different one held once, in lower case and without accents. Value -1 is a
 * missing one.
 */
final class Column {
    private final String name;
    private final int[] a;
    private final int[] b;
    private final List<String> texts;
    private final int[] counts;
    private final int[] countsA;

    private Column(String name, int[] a, int[] b, List<String> texts) {
        this.name = name;
        this.a = a;
        this.b = b;
        this.texts = texts;
        countsA = new int[texts.size()];
        counts = new int[texts.size()];
        for (int v : a) {
            if (v >= 0) {
                countsA[v]++;
                counts[v]++;
            }
        }
        for (int v : b) {
            if (v >= 0) {
                counts[v]++;
            }
        }
    }

    static Column of(String name, List<String> cellsA, List<String> cellsB) {
        Map<String, Integer> numbers = new HashMap<>();
        List<String> texts = new ArrayList<>();
        return new Column(name, intern(cellsA, numbers, texts), intern(cellsB, numbers, texts), texts);
    }

    private static int[] intern(List<String> cells, Map<String, Integer> numbers, List<String> texts) {
        int[] values = new int[cells.size()];
        for (int i = 0; i < values.length; i++) {
            String text = Value.plain(cells.get(i));
            values[i] = text.isEmpty()
                    ? -1
                    : numbers.computeIfAbsent(text, t -> {
                        texts.add(t);
                        return texts.size() - 1;
                    });
        }
        return values;
    }

    /** One file on both sides: its values are numbered as here. */
    Column within(boolean first) {
        int[] own = first ? a : b;
        return new Column(name, own, own, texts);
    }

    String name() {
        return name;
    }

    /** The value of record {@code i} of the first file. */
    int a(int i) {
        return a[i];
    }

    /** The value of record {@code j} of the second file. */
    int b(int j) {
        return b[j];
    }

    int sizeA() {
        return a.length;
    }

    int sizeB() {
        return b.length;
    }

    /** The number of different values. */
    int values() {
        return texts.size();
    }

    String text(int value) {
        return texts.get(value);
    }

    /** How many records of both files have a value. */
    int count(int value) {
        return counts[value];
    }

    int countA(int value) {
        return countsA[value];
    }

    int countB(int value) {
        return counts[value] - countsA[value];
    }
}
