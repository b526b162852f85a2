package io.permvi.applications.tracks;

import java.util.stream.IntStream;

/** The spots of one frame in a tree of planes that halve them, so that the nearest to a place are found in O(log spots). */
final class FrameIndex {
    private static final int LEAF = 8;

    private final Spots spots;
    private final int[] order;

    /** Spots {@code from} to {@code to} (exclusive). */
    FrameIndex(Spots spots, int from, int to) {
        this.spots = spots;
        order = IntStream.range(from, to).toArray();
        build(0, order.length, 0);
    }

    private void build(int from, int to, int axis) {
        if (to - from > LEAF) {
            int middle = (from + to) >>> 1;
            select(from, to - 1, middle, axis);
            build(from, middle, (axis + 1) % spots.dimensions());
            build(middle + 1, to, (axis + 1) % spots.dimensions());
        }
    }

    /** Puts the spot that belongs at a place by its coordinate there, smaller ones before it (Hoare's FIND). */
    private void select(int from, int to, int place, int axis) {
        int low = from;
        int high = to;
        while (low < high) {
            double pivot = spots.x(axis, order[place]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (spots.x(axis, order[i]) < pivot) {
                    i++;
                }
                while (pivot < spots.x(axis, order[j])) {
                    j--;
                }
                if (i <= j) {
                    int swapped = order[i];
                    order[i++] = order[j];
                    order[j--] = swapped;
                }
            }
            low = j < place ? i : low;
            high = place < i ? j : high;
        }
    }

    /** The nearest spots found so far, from near to far. */
    static final class Found {
        private final int[] spot;
        private final double[] square;
        private int count;
        private double limit;

        /** @param most how many */
        Found(int most) {
            spot = new int[most];
            square = new double[most];
        }

        Found within(double radius) {
            count = 0;
            limit = radius * radius;
            return this;
        }

        int count() {
            return count;
        }

        int spot(int k) {
            return spot[k];
        }

        double distance(int k) {
            return Math.sqrt(square[k]);
        }

        private void offer(int i, double distance) {
            if (distance > limit) {
                return;
            }
            int at = count < spot.length ? count++ : count - 1;
            while (at > 0 && square[at - 1] > distance) {
                spot[at] = spot[at - 1];
                square[at] = square[at - 1];
                at--;
            }
            spot[at] = i;
            square[at] = distance;
            limit = count == spot.length ? Math.min(limit, square[count - 1]) : limit;
        }
    }

    /** Finds the spots near a place, all but one. */
    void search(double[] place, int without, Found found) {
        search(place, without, found, 0, order.length, 0);
    }

    private void search(double[] place, int without, Found found, int from, int to, int axis) {
        if (to - from <= LEAF) {
            for (int k = from; k < to; k++) {
                offer(place, without, order[k], found);
            }
            return;
        }
        int middle = (from + to) >>> 1;
        double side = place[axis] - spots.x(axis, order[middle]);
        int next = (axis + 1) % spots.dimensions();
        search(place, without, found, side < 0 ? from : middle + 1, side < 0 ? middle : to, next);
        if (side * side <= found.limit) {
            offer(place, without, order[middle], found);
            search(place, without, found, side < 0 ? middle + 1 : from, side < 0 ? to : middle, next);
        }
    }

    private void offer(double[] place, int without, int i, Found found) {
        double square = 0;
        for (int axis = 0; axis < place.length; axis++) {
            double difference = spots.x(axis, i) - place[axis];
            square += difference * difference;
        }
        if (i != without) {
            found.offer(i, square);
        }
    }
}
