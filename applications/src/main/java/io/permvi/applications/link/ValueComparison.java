package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;

/** A comparison of two values of a column that does not depend on what other pairs look like. */
abstract class ValueComparison implements Comparison {
    private static final int CHUNK = 4096;

    private final Column column;

    ValueComparison(Column column) {
        this.column = column;
    }

    @Override
    public String name() {
        return column.name();
    }

    Column column() {
        return column;
    }

    /** The level of two values that are there. */
    abstract int level(int x, int y);

    @Override
    public byte[] compare(CandidatePairs pairs, Workers workers) {
        return compare(column, pairs, workers);
    }

    /** The levels of pairs inside one file. */
    byte[] compareWithin(boolean first, CandidatePairs pairs, Workers workers) {
        return compare(column.within(first), pairs, workers);
    }

    private byte[] compare(Column values, CandidatePairs pairs, Workers workers) {
        byte[] levels = new byte[pairs.count()];
        workers.forEach((levels.length + CHUNK - 1) / CHUNK, chunk -> {
            for (int e = chunk * CHUNK; e < Math.min(levels.length, (chunk + 1) * CHUNK); e++) {
                levels[e] = levelOrMissing(values.a(pairs.a()[e]), values.b(pairs.b()[e]));
            }
        });
        return levels;
    }

    byte levelOrMissing(int x, int y) {
        return x < 0 || y < 0 ? MISSING : (byte) level(x, y);
    }
}
