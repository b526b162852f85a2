package io.permvi.applications.heads;

import io.permvi.inference.fields.KnownMatches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A person who knows the names of a head confirms some: those that the list asks for, or any. */
final class Confirming {
    /** As many are confirmed one by one; then as many at a time. */
    private static final int ONE_BY_ONE = 5;

    private final HeadNaming naming;
    private final Head hidden;
    private final HeadNaming.Hand hand;
    private final boolean listed;
    private final int[] neuronOfPoint;
    private final List<Integer> order;
    private KnownMatches known;
    private NamedHead named;
    private double seconds;

    /**
     * Nothing is confirmed yet.
     *
     * @param truth the head with its names
     * @param listed whether the list says which are confirmed
     * @param rng the order where it does not
     */
    Confirming(HeadNaming naming, Head truth, HeadNaming.Hand hand, boolean listed, Random rng) {
        this.naming = naming;
        this.hand = hand;
        this.listed = listed;
        hidden = truth.withoutNames();
        neuronOfPoint = truth.names().stream()
                .mapToInt(name -> Collections.frequency(truth.names(), name) == 1
                        ? naming.atlas().names().indexOf(name)
                        : -1)
                .toArray();
        order = new ArrayList<>(IntStream.range(0, truth.size()).boxed().toList());
        Collections.shuffle(order, rng);
        known = KnownMatches.none(truth.size());
        name();
    }

    private void name() {
        long start = System.nanoTime();
        named = named == null ? naming.name(hidden, hand) : naming.update(named, known);
        if (listed) {
            order.clear();
            NextConfirmation.of(named).forEach(question -> order.add(question.point()));
        }
        seconds = (System.nanoTime() - start) * 1e-9;
    }

    /** The names once as many are confirmed as wanted, or as there are to ask for. */
    NamedHead after(int count) {
        while (known.count() < count) {
            int step = known.count() < ONE_BY_ONE && listed ? 1 : listed ? ONE_BY_ONE : count;
            int before = known.count();
            int most = Math.min(count, before + step);
            for (int point : order) {
                if (known.count() < most && !known.isKnown(point) && neuronOfPoint[point] >= 0) {
                    known = known.with(point, neuronOfPoint[point]);
                }
            }
            if (known.count() == before) {
                break;
            }
            name();
        }
        return named;
    }

    /** What the last update took, the list included where there is one. */
    double seconds() {
        return seconds;
    }
}
