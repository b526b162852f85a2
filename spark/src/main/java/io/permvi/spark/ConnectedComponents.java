package io.permvi.spark;

import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Connected components: every node takes the least name around it, then the name that the node of that name took, until
 * nothing changes. The number of rounds grows with the logarithm of the longest way in a component.
 */
final class ConnectedComponents {
    private ConnectedComponents() {}

    /** The component of each node, named by its least node, for links between numbered nodes. */
    static JavaPairRDD<Long, Long> of(JavaPairRDD<Long, Long> links) {
        HashPartitioner partitioner = new HashPartitioner(links.getNumPartitions());
        JavaPairRDD<Long, Long> both =
                persist(links.union(links.mapToPair(Tuple2::swap)).partitionBy(partitioner));
        JavaPairRDD<Long, Long> names =
                persist(both.mapToPair(link -> new Tuple2<>(link._1(), Math.min(link._1(), link._2())))
                        .reduceByKey(partitioner, Math::min));
        while (true) {
            JavaPairRDD<Long, Long> around =
                    both.join(names).mapToPair(link -> link._2()).reduceByKey(partitioner, Math::min);
            JavaPairRDD<Long, Long> lower = names.join(around).mapValues(two -> Math.min(two._1(), two._2()));
            JavaPairRDD<Long, Long> next = persist(lower.mapToPair(Tuple2::swap)
                    .join(lower, partitioner)
                    .mapToPair(node -> node._2())
                    .partitionBy(partitioner));
            long changed = next.join(names)
                    .filter(two -> !two._2()._1().equals(two._2()._2()))
                    .count();
            names.unpersist();
            names = next;
            if (changed == 0) {
                both.unpersist();
                return names;
            }
        }
    }

    private static JavaPairRDD<Long, Long> persist(JavaPairRDD<Long, Long> pairs) {
        return pairs.persist(StorageLevel.MEMORY_AND_DISK());
    }
}
