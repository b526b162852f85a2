package io.permvi.applications.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackerTest {
    private static TrackResult track(Spots spots, TrackSettings settings, int threads) {
        try (Workers workers = new Workers(threads)) {
            return Tracker.track(spots, settings, 1, workers, (round, state) -> {});
        }
    }

    private static TrackScores scores(TrackSimulation simulation, TrackSettings settings) {
        TrackSimulation.Recording recording = simulation.simulate(3);
        return TrackScores.of(track(recording.spots(), settings, 2), recording.truth());
    }

    @Test
    void findsLinksInAFlowWithoutLabels() {
        TrackScores scores = scores(TrackSimulation.of(150, 10).withFlow(1, 1), TrackSettings.withDefaults());
        assertTrue(scores.f1() > 0.85, scores.toString());
        assertTrue(scores.calibrationError() < 0.06, scores.toString());
    }

    @Test
    void velocitiesHelpWhereTheyLast() {
        TrackSimulation simulation = TrackSimulation.of(150, 12).withVelocity(0.9);
        double without = scores(simulation, TrackSettings.withDefaults()).f1();
        double with = scores(simulation, TrackSettings.withDefaults().withVelocity(true))
                .f1();
        assertTrue(with > 0.93 && with > without + 0.05, with + " against " + without);
    }

    @Test
    void worksInThreeDimensionsWithFeatures() {
        TrackSimulation simulation = new TrackSimulation(120, 8, 3, 0.25, 0, 0, 0, 0.1, 0.95, 0.2);
        TrackScores scores = scores(simulation, TrackSettings.withDefaults());
        assertTrue(scores.f1() > 0.85, scores.toString());
    }

    /** Things that drift apart slowly; every fourth divides in the middle of the recording. */
    private static Spots dividing(List<int[]> links) {
        DrawRandom random = DrawRandom.of(5, 0, 0);
        List<Spot> spots = new ArrayList<>();
        List<double[]> things = new ArrayList<>();
        List<Integer> last = new ArrayList<>();
        for (int k = 0; k < 160; k++) {
            things.add(new double[] {1000 * random.nextDouble(), 1000 * random.nextDouble()});
            last.add(-1);
        }
        for (int t = 0; t < 8; t++) {
            int count = things.size();
            for (int k = 0; k < count && t > 0; k++) {
                double[] at = things.get(k);
                at[0] += 3 * random.nextGaussian();
                at[1] += 3 * random.nextGaussian();
                if (k % 20 == t) {
                    double angle = 2 * Math.PI * random.nextDouble();
                    double dx = 8 * Math.cos(angle);
                    double dy = 8 * Math.sin(angle);
                    things.add(new double[] {at[0] + dx, at[1] + dy});
                    last.add(last.get(k));
                    at[0] -= dx;
                    at[1] -= dy;
                }
            }
            for (int k = 0; k < things.size(); k++) {
                if (last.get(k) >= 0) {
                    links.add(new int[] {last.get(k), spots.size()});
                }
                last.set(k, spots.size());
                spots.add(spot(String.valueOf(spots.size()), t, things.get(k).clone()));
            }
        }
        return Spots.of(spots, List.of());
    }

    private static Spot spot(String id, int frame, double... place) {
        return new Spot(id, frame, place, new double[0]);
    }

    @Test
    void findsDivisions() {
        List<int[]> links = new ArrayList<>();
        Spots spots = dividing(links);
        TrackResult result = track(spots, TrackSettings.withDefaults().withDivisions(true), 1);
        TrackScores scores = TrackScores.of(result, TrackTruth.ofAll(links, spots.size()));
        assertTrue(scores.divisionRecall() > 0.7 && scores.divisionPrecision() > 0.7, scores.toString());
        double[] least = new double[spots.size()];
        int[] out = new int[spots.size()];
        Arrays.fill(least, 1);
        for (int e : result.taken()) {
            assertTrue(result.probability(e) > 0.5, "link " + e);
            least[result.source(e)] = Math.min(least[result.source(e)], result.probability(e));
            out[result.source(e)]++;
        }
        assertTrue(
                IntStream.range(0, out.length).allMatch(i -> out[i] < 2 || least[i] > 2.0 / 3), "a doubtful division");
        int parent = IntStream.range(0, result.tracks())
                .filter(t -> result.parent(t) >= 0)
                .findFirst()
                .orElseThrow();
        assertTrue(result.parent(parent) < result.tracks());
    }

    /** Things with velocities that last, each seen at a time of its own within each frame. */
    private static Spots irregular(boolean timed, List<int[]> links) {
        DrawRandom random = DrawRandom.of(7, 0, 0);
        int things = 200;
        List<Spot> spots = new ArrayList<>();
        double[][] place = new double[things][];
        double[][] velocity = new double[things][];
        for (int k = 0; k < things; k++) {
            place[k] = random.doubles(2, 0, 1000).toArray();
            velocity[k] = random.doubles(2, -50, 50).toArray();
        }
        for (int t = 0; t < 7; t++) {
            for (int k = 0; k < things; k++) {
                double time = t + random.nextDouble();
                double[] at = new double[2];
                for (int axis = 0; axis < 2; axis++) {
                    at[axis] = place[k][axis] + time * velocity[k][axis] + random.nextGaussian();
                }
                if (t > 0) {
                    links.add(new int[] {spots.size() - things, spots.size()});
                }
                spots.add(new Spot(String.valueOf(spots.size()), t, timed ? time : t, at, new double[0]));
            }
        }
        return Spots.of(spots, List.of());
    }

    private static TrackScores irregular(boolean timed) {
        List<int[]> links = new ArrayList<>();
        Spots spots = irregular(timed, links);
        TrackResult result = track(spots, TrackSettings.withDefaults().withVelocity(true), 1);
        return TrackScores.of(result, TrackTruth.ofAll(links, spots.size()));
    }

    @Test
    void timesHelpWhereFramesAreNotMadeAtOnce() {
        double without = irregular(false).f1();
        double with = irregular(true).f1();
        assertTrue(with > 0.95 && with > without + 0.03, with + " against " + without);
    }

    @Test
    void sameBitsForAnyNumberOfThreads() {
        Spots spots = TrackSimulation.of(80, 6).withFlow(1, 0.5).simulate(2).spots();
        TrackResult one = track(spots, TrackSettings.withDefaults(), 1);
        TrackResult three = track(spots, TrackSettings.withDefaults(), 3);
        assertEquals(one.links(), three.links());
        for (int e = 0; e < one.links(); e++) {
            assertEquals(one.probability(e), three.probability(e));
        }
    }

    @Test
    void scoresAreThoseOfTheDefinition() {
        // truth: 0-1-2-3 and 4-5, dividing at 5 into 6 and 7; found: 0-1, 2-3, 4-5-6, and 7 from nowhere
        TrackScores.Forest real = new TrackScores.Forest(
                8,
                List.of(
                        new int[] {0, 1},
                        new int[] {1, 2},
                        new int[] {2, 3},
                        new int[] {4, 5},
                        new int[] {5, 6},
                        new int[] {5, 7}));
        TrackScores.Forest found = new TrackScores.Forest(
                8, List.of(new int[] {0, 1}, new int[] {2, 3}, new int[] {4, 5}, new int[] {5, 6}));
        assertEquals(3.0 / 6, real.covered(found), 1e-12);
        assertEquals(3.0 / 4, found.covered(real), 1e-12);
        assertEquals(0, real.divisionsIn(found), 1e-12);
        assertTrue(Double.isNaN(found.divisionsIn(real)));
        assertEquals(1, real.switches(found));
    }

    @Test
    void mistakesInSettingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> TrackSettings.withDefaults()
                .withGap(-1));
        assertThrows(IllegalArgumentException.class, () -> TrackSimulation.of(0, 5));
        Spots one = Spots.of(List.of(spot("a", 3, 1, 2)), List.of());
        assertThrows(IllegalArgumentException.class, () -> track(one, TrackSettings.withDefaults(), 1));
        assertThrows(IllegalArgumentException.class, () -> Spots.of(List.of(), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> Spots.of(List.of(spot("a", 0, 1, 2), spot("b", 1, 1)), List.of()));
        assertThrows(IllegalArgumentException.class, () -> Spots.of(List.of(spot("a", 0, 1, 2)), List.of("area")));
    }
}
