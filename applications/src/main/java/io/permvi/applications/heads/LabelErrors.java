package io.permvi.applications.heads;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Errors put into the names of heads on purpose, to see whether an audit finds them.
 *
 * @param heads with the errors in
 * @param exchanged points that have another's name, as head and point
 * @param mirrored ids of the heads whose left and right are exchanged
 */
public record LabelErrors(List<HeadFile> heads, Set<String> exchanged, Set<String> mirrored) {

    /**
     * Exchanges names of near cells, and left and right of whole heads.
     *
     * @param share of the names that are exchanged
     * @param mirror how many heads are mirrored
     */
    public static LabelErrors in(List<HeadFile> files, double share, int mirror, Random rng) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, files.size()).boxed().toList());
        Collections.shuffle(order, rng);
        Set<Integer> turned = new HashSet<>(order.subList(0, Math.min(mirror, order.size())));
        List<HeadFile> wrong = new ArrayList<>();
        Set<String> exchanged = new HashSet<>();
        Set<String> mirrored = new HashSet<>();
        for (int h = 0; h < files.size(); h++) {
            HeadFile file = files.get(h);
            List<String> names = new ArrayList<>(file.head().names());
            exchange(file.head(), names, share, exchanged, rng);
            if (turned.contains(h)) {
                names.replaceAll(Twins::mirror);
                mirrored.add(file.head().id());
            }
            wrong.add(new HeadFile(file.head().withNames(names), file.confirmed(), file.commonHand()));
        }
        return new LabelErrors(List.copyOf(wrong), Set.copyOf(exchanged), Set.copyOf(mirrored));
    }

    /** What a point is called in {@link #exchanged}. */
    public static String key(String head, int point) {
        return head + ":" + point;
    }

    private static void exchange(Head head, List<String> names, double share, Set<String> exchanged, Random rng) {
        List<Integer> named = new ArrayList<>(IntStream.range(0, head.size())
                .filter(i -> !names.get(i).isEmpty())
                .boxed()
                .toList());
        int pairs = (int) Math.round(0.5 * share * named.size());
        Collections.shuffle(named, rng);
        Set<Integer> done = new HashSet<>();
        for (int i : named) {
            if (pairs == 0) {
                break;
            }
            int near = nearest(head, i, named, done);
            if (!done.contains(i) && near >= 0) {
                Collections.swap(names, i, near);
                pairs--;
                for (int point : new int[] {i, near}) {
                    done.add(point);
                    exchanged.add(key(head.id(), point));
                }
            }
        }
    }

    private static int nearest(Head head, int point, List<Integer> named, Set<Integer> done) {
        int nearest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int other : named) {
            double square = 0;
            for (double[] axis : head.positions()) {
                square += (axis[other] - axis[point]) * (axis[other] - axis[point]);
            }
            if (other != point && !done.contains(other) && square < least) {
                least = square;
                nearest = other;
            }
        }
        return nearest;
    }
}
