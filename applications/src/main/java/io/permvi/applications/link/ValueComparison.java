package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import java.util.stream.IntStream;

/** A comparison of two values of a column that does not depend on what other pairs look like. */
final class ValueComparison implements Comparison {
    private static final int CHUNK = 4096;

    private final Column column;
    private final ValueLevels levels;
    private final Value[] values;
    private final Value missing;

    ValueComparison(Column column, ColumnLook look) {
        ColumnFacts facts = ColumnFacts.of(column, look);
        this.column = column;
        levels = facts.levels();
        values = IntStream.range(0, column.values())
                .mapToObj(v -> facts.value(column.text(v)))
                .toArray(Value[]::new);
        missing = facts.value("");
    }

    @Override
    public String name() {
        return levels.name();
    }

    @Override
    public int levels() {
        return levels.levels();
    }

    @Override
    public String describe(int level) {
        return levels.describe(level);
    }

    @Override
    public byte[] compare(CandidatePairs pairs, Workers workers) {
        return compare(column, pairs, workers);
    }

    /** The levels of pairs inside one file. */
    byte[] compareWithin(boolean first, CandidatePairs pairs, Workers workers) {
        return compare(column.within(first), pairs, workers);
    }

    private byte[] compare(Column of, CandidatePairs pairs, Workers workers) {
        byte[] result = new byte[pairs.count()];
        workers.forEach((result.length + CHUNK - 1) / CHUNK, chunk -> {
            for (int e = chunk * CHUNK; e < Math.min(result.length, (chunk + 1) * CHUNK); e++) {
                result[e] = levels.level(value(of.a(pairs.a()[e])), value(of.b(pairs.b()[e])));
            }
        });
        return result;
    }

    private Value value(int number) {
        return number < 0 ? missing : values[number];
    }
}
