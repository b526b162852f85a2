package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import java.util.Arrays;

/**
 * The records of each file nearest to each record of the other by the cosine of their tokens, found in one pass over an
 * inverted index. Tokens that very many records have are passed over. The result is the same for any number of threads:
 * ties go to the record that comes first.
 */
final class Neighbors {
    private static final int LEAST_LIMIT = 1000;
    private static final double COMMON = 0.05;
    private static final int CHUNKS = 16;

    private final Column column;
    private final Tokens tokens;
    private final int nearest;
    private final int[] starts;
    private final int[] records;
    private final float[] weights;

    Neighbors(Column column, Tokens tokens, int nearest) {
        this.column = column;
        this.tokens = tokens;
        this.nearest = nearest;
        int limit = (int) Math.max(LEAST_LIMIT, COMMON * column.sizeB());
        starts = new int[tokens.count() + 1];
        for (int j = 0; j < column.sizeB(); j++) {
            for (int token : tokensOf(column.b(j))) {
                starts[token + 1]++;
            }
        }
        for (int t = 0; t < tokens.count(); t++) {
            starts[t + 1] = starts[t] + (starts[t + 1] > limit ? 0 : starts[t + 1]);
        }
        records = new int[starts[tokens.count()]];
        weights = new float[records.length];
        int[] next = Arrays.copyOf(starts, tokens.count());
        for (int j = 0; j < column.sizeB(); j++) {
            for (int token : tokensOf(column.b(j))) {
                if (starts[token + 1] > starts[token]) {
                    weights[next[token]] = (float) tokens.unitWeight(token, column.b(j));
                    records[next[token]++] = j;
                }
            }
        }
    }

    private int[] tokensOf(int value) {
        return value < 0 ? new int[0] : tokens.of(value);
    }

    /** Adds the pairs. */
    void addTo(PairSet pairs, Workers workers) {
        Best[] ofB = new Best[CHUNKS];
        PairSet[] found = new PairSet[CHUNKS];
        int n = column.sizeA();
        workers.forEach(CHUNKS, chunk -> {
            ofB[chunk] = new Best(column.sizeB(), nearest);
            found[chunk] = new PairSet();
            search(
                    (int) ((long) n * chunk / CHUNKS),
                    (int) ((long) n * (chunk + 1) / CHUNKS),
                    ofB[chunk],
                    found[chunk]);
        });
        for (PairSet part : found) {
            pairs.addAll(part);
        }
        for (int j = 0; j < column.sizeB(); j++) {
            for (int chunk = 1; chunk < CHUNKS; chunk++) {
                ofB[0].merge(j, ofB[chunk]);
            }
            for (int k = 0; k < nearest && ofB[0].id(j, k) >= 0; k++) {
                pairs.add(ofB[0].id(j, k), j);
            }
        }
    }

    private void search(int from, int to, Best ofB, PairSet found) {
        double[] score = new double[column.sizeB()];
        int[] touched = new int[score.length];
        Best ofA = new Best(1, nearest);
        for (int i = from; i < to; i++) {
            int count = 0;
            int value = column.a(i);
            for (int token : tokensOf(value)) {
                double weight = tokens.unitWeight(token, value);
                for (int at = starts[token]; at < starts[token + 1]; at++) {
                    int j = records[at];
                    double alike = weight * weights[at];
                    // a word of all records has no weight
                    if (score[j] == 0 && alike > 0) {
                        touched[count++] = j;
                    }
                    score[j] += alike;
                }
            }
            ofA.clear();
            for (int k = 0; k < count; k++) {
                int j = touched[k];
                ofA.offer(0, j, score[j]);
                ofB.offer(j, i, score[j]);
                score[j] = 0;
            }
            for (int k = 0; k < nearest && ofA.id(0, k) >= 0; k++) {
                found.add(i, ofA.id(0, k));
            }
        }
    }

    /** The best few of each of many lists, best first; ties by number. */
    private static final class Best {
        private final int size;
        private final int[] ids;
        private final float[] scores;

        Best(int lists, int size) {
            this.size = size;
            ids = new int[lists * size];
            scores = new float[lists * size];
            clear();
        }

        void clear() {
            Arrays.fill(ids, -1);
            Arrays.fill(scores, 0);
        }

        int id(int list, int k) {
            return ids[list * size + k];
        }

        void offer(int list, int id, double exact) {
            float score = (float) exact;
            int last = list * size + size - 1;
            if (!before(score, id, last)) {
                return;
            }
            int at = last;
            while (at > list * size && before(score, id, at - 1)) {
                ids[at] = ids[at - 1];
                scores[at] = scores[at - 1];
                at--;
            }
            ids[at] = id;
            scores[at] = score;
        }

        private boolean before(float score, int id, int at) {
            return ids[at] < 0 || score > scores[at] || score == scores[at] && id < ids[at];
        }

        void merge(int list, Best other) {
            for (int k = 0; k < size && other.id(list, k) >= 0; k++) {
                offer(list, other.id(list, k), other.scores[list * size + k]);
            }
        }
    }
}
