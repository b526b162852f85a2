package io.permvi.relaxations.ranking;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How many rankings agree with an observation. */
final class RankingSetSize {
    /** Sums over sets of the items that are compared. */
    private static final int LARGEST = 20;

    private RankingSetSize() {}

    /** The log of the number; NaN where more than 20 items stand in comparisons. */
    static double log(RankingSet set) {
        return set.pairCount() == 0 ? byWindows(set) : byPairs(set);
    }

    /** Windows are nested or apart: the tightest first, each item chooses among the places that are left in its window. */
    private static double byWindows(RankingSet set) {
        int n = set.order();
        int[] items = IntStream.range(0, n)
                .boxed()
                .sorted((a, b) -> Integer.compare(set.high(a) - set.low(a), set.high(b) - set.low(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        boolean[] taken = new boolean[n];
        double log = 0;
        for (int item : items) {
            int free = 0;
            int last = 0;
            for (int place = set.low(item); place <= set.high(item); place++) {
                free += taken[place] ? 0 : 1;
                last = taken[place] ? last : place;
            }
            taken[last] = true;
            log += Math.log(free);
        }
        return log;
    }

    /** The orders of the m items that are compared, by sums over the sets that come first; the others go anywhere. */
    private static double byPairs(RankingSet set) {
        int n = set.order();
        int[] compared = Arrays.stream(set.pairs())
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
        int m = compared.length;
        if (m > LARGEST) {
            return Double.NaN;
        }
        int[] before = new int[m];
        for (int[] pair : set.pairs()) {
            before[Arrays.binarySearch(compared, pair[1])] |= 1 << Arrays.binarySearch(compared, pair[0]);
        }
        double[] orders = new double[1 << m];
        orders[0] = 1;
        for (int first = 1; first < orders.length; first++) {
            for (int left = first; left != 0; left &= left - 1) {
                int last = Integer.numberOfTrailingZeros(left);
                int rest = first ^ (1 << last);
                orders[first] += (before[last] & rest) == before[last] ? orders[rest] : 0;
            }
        }
        double[] logFactorials = MallowsNormalizer.logFactorials(n);
        return Math.log(orders[orders.length - 1]) + logFactorials[n] - logFactorials[m];
    }
}
