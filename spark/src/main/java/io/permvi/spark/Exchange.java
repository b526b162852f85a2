package io.permvi.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaRDDLike;
import scala.Tuple2;

/**
 * Numbers on their way from the parts of a data set to others, many in one array: an object for each would cost more than
 * all that is computed.
 */
final class Exchange {
    private static final int CHUNK = 4096;

    private final List<Tuple2<Integer, long[]>> full = new ArrayList<>();
    private final long[][] open;
    private final int[] sizes;

    private Exchange(int parts) {
        open = new long[parts][16];
        sizes = new int[parts];
    }

    /** What a part sends. */
    interface Sender<T> extends Serializable {
        void send(Iterator<T> from, Exchange to);
    }

    /** All that is sent, by the part that it goes to. */
    static <T> JavaPairRDD<Integer, long[]> of(JavaRDDLike<T, ?> from, int parts, Sender<T> sender) {
        return from.mapPartitionsToPair(items -> {
            Exchange exchange = new Exchange(parts);
            sender.send(items, exchange);
            return exchange.chunks();
        });
    }

    /** What arrives at each part, as one array in no order. */
    static JavaRDD<long[]> arrived(JavaPairRDD<Integer, long[]> sent, int parts) {
        return sent.partitionBy(new HashPartitioner(parts)).mapPartitions(chunks -> {
            List<long[]> arrays = new ArrayList<>();
            chunks.forEachRemaining(chunk -> arrays.add(chunk._2()));
            return List.of(arrays.stream().flatMapToLong(Arrays::stream).toArray())
                    .iterator();
        });
    }

    /** The part that a number is kept in. */
    static int part(long number, int parts) {
        return (int) Long.remainderUnsigned(number, parts);
    }

    /** Sends two numbers by the first. */
    void send(long first, long second) {
        int part = part(first, open.length);
        add(part, first);
        add(part, second);
    }

    /** Sends a number to a part. */
    void add(int part, long number) {
        if (sizes[part] == open[part].length) {
            if (sizes[part] == CHUNK) {
                full.add(new Tuple2<>(part, open[part]));
                open[part] = new long[CHUNK];
                sizes[part] = 0;
            } else {
                open[part] = Arrays.copyOf(open[part], 2 * sizes[part]);
            }
        }
        open[part][sizes[part]++] = number;
    }

    private Iterator<Tuple2<Integer, long[]>> chunks() {
        for (int part = 0; part < open.length; part++) {
            full.add(new Tuple2<>(part, Arrays.copyOf(open[part], sizes[part])));
        }
        return full.iterator();
    }

    /** The different numbers, in order. */
    static long[] distinct(long[] numbers) {
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (int k = 0; k < sorted.length; k++) {
            if (k == 0 || sorted[k] != sorted[k - 1]) {
                sorted[count++] = sorted[k];
            }
        }
        return Arrays.copyOf(sorted, count);
    }
}
