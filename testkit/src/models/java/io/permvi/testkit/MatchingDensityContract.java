package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * What every density of matchings promises to the exchange samplers: a change is the difference of two full evaluations,
 * an exchange is the change that was looked at last, and states that do not fit are refused. A subclass names a small
 * density, best with empty places, masks and more than one matching.
 */
public abstract class MatchingDensityContract {
    private static final int STATES = 10;
    private static final int EXCHANGES = 300;

    /** A small density. */
    protected abstract MatchingDensity density();

    /** How far two evaluations of one state may differ, relative to one plus their size. */
    protected double tolerance() {
        return 1e-9;
    }

    private final RandomGenerator rng = new SplittableRandom(31);

    /** Any matchings of every item within the allowed entries. */
    private List<Matching> anyState(MatchingDensity density) {
        List<Matching> state = new ArrayList<>();
        for (MatchingLatent latent : density.latents()) {
            DMatrixRMaj scores = new DMatrixRMaj(latent.rows(), latent.columns());
            Arrays.setAll(scores.data, e -> rng.nextDouble());
            int[] places = new int[latent.rows()];
            LinearMaximum.of(latent.space()).maximize(scores, places);
            state.add(Matching.of(latent.columns(), places));
        }
        return state;
    }

    /** The matchings of a pass. */
    private static List<Matching> state(MatchingDensity density, MatchingDensity.Pass pass) {
        List<Matching> state = new ArrayList<>();
        for (int k = 0; k < density.latents().size(); k++) {
            int latent = k;
            int[] places = new int[density.latents().get(k).rows()];
            Arrays.setAll(places, i -> pass.placeOf(latent, i));
            state.add(Matching.of(density.latents().get(k).columns(), places));
        }
        return state;
    }

    /** An exchange (latent, place, other) of two places that the allowed entries admit, at most one of them empty. */
    private int[] anyExchange(MatchingDensity density, MatchingDensity.Pass pass) {
        while (true) {
            int k = rng.nextInt(density.latents().size());
            MatchingLatent latent = density.latents().get(k);
            int place = rng.nextInt(latent.columns());
            int other = rng.nextInt(latent.columns());
            int item = pass.itemAt(k, place);
            int partner = pass.itemAt(k, other);
            SparsityPattern allowed = latent.space().allowed();
            boolean fits = (item == Matching.UNMATCHED || allowed.allows(item, other))
                    && (partner == Matching.UNMATCHED || allowed.allows(partner, place));
            if (place != other && fits && (item != Matching.UNMATCHED || partner != Matching.UNMATCHED)) {
                return new int[] {k, place, other};
            }
        }
    }

    private static List<Matching> exchanged(List<Matching> state, int[] exchange) {
        List<Matching> exchanged = new ArrayList<>(state);
        Matching matching = state.get(exchange[0]);
        int[] places = matching.places();
        for (int i = 0; i < places.length; i++) {
            int place = matching.place(i);
            places[i] = place == exchange[1] ? exchange[2] : place == exchange[2] ? exchange[1] : place;
        }
        exchanged.set(exchange[0], Matching.of(matching.placeCount(), places));
        return exchanged;
    }

    private void assertClose(double expected, double actual, String message) {
        assertEquals(expected, actual, tolerance() * (1 + Math.abs(expected)), message);
    }

    @Test
    void aChangeIsTheDifferenceOfFullEvaluationsAndLeavesTheState() {
        MatchingDensity density = density();
        MatchingDensity.Pass pass = density.newPass();
        MatchingDensity.Pass full = density.newPass();
        for (int trial = 0; trial < STATES; trial++) {
            List<Matching> state = anyState(density);
            double at = pass.start(state);
            assertTrue(Double.isFinite(at), () -> "the log density must be finite at " + state);
            assertClose(at, full.start(state), "two passes at one state");
            for (int k = 0; k < 20; k++) {
                int[] exchange = anyExchange(density, pass);
                double moved = full.start(exchanged(state, exchange));
                double change = pass.change(exchange[0], exchange[1], exchange[2]);
                assertEquals(moved - at, change, tolerance() * (1 + Math.abs(moved) + Math.abs(at)), () ->
                        "exchange " + Arrays.toString(exchange) + " of " + state);
                assertEquals(state, state(density, pass));
                assertEquals(at, pass.logDensity());
            }
        }
    }

    @Test
    void theChangesOfAnItemAreThoseOfItsExchanges() {
        MatchingDensity density = density();
        MatchingDensity.Pass pass = density.newPass();
        pass.start(anyState(density));
        for (int k = 0; k < density.latents().size(); k++) {
            MatchingLatent latent = density.latents().get(k);
            double[] changes = new double[latent.columns()];
            for (int i = 0; i < latent.rows(); i++) {
                List<Matching> before = state(density, pass);
                int place = pass.placeOf(k, i);
                pass.changes(k, i, changes);
                assertEquals(before, state(density, pass));
                assertEquals(0, changes[place]);
                for (int other = 0; other < changes.length; other++) {
                    if (other != place && changes[other] > Double.NEGATIVE_INFINITY) {
                        assertClose(pass.change(k, place, other), changes[other], "item " + i + " at place " + other);
                    }
                }
            }
        }
    }

    @Test
    void anExchangeIsTheChangeThatWasLookedAtLast() {
        MatchingDensity density = density();
        MatchingDensity.Pass pass = density.newPass();
        pass.start(anyState(density));
        MatchingDensity.Pass full = density.newPass();
        for (int k = 0; k < EXCHANGES; k++) {
            int[] passedOver = anyExchange(density, pass);
            pass.change(passedOver[0], passedOver[1], passedOver[2]);
            int[] exchange = anyExchange(density, pass);
            List<Matching> expected = exchanged(state(density, pass), exchange);
            pass.change(exchange[0], exchange[1], exchange[2]);
            pass.exchange();
            assertEquals(expected, state(density, pass));
            assertClose(full.start(expected), pass.logDensity(), "after " + (k + 1) + " exchanges");
        }
    }

    @Test
    void itemsAndPlacesAreInverse() {
        MatchingDensity density = density();
        MatchingDensity.Pass pass = density.newPass();
        pass.start(anyState(density));
        for (int trial = 0; trial < 30; trial++) {
            int[] exchange = anyExchange(density, pass);
            pass.change(exchange[0], exchange[1], exchange[2]);
            pass.exchange();
            for (int k = 0; k < density.latents().size(); k++) {
                int matched = 0;
                for (int place = 0; place < density.latents().get(k).columns(); place++) {
                    int item = pass.itemAt(k, place);
                    matched += item == Matching.UNMATCHED ? 0 : 1;
                    assertTrue(item == Matching.UNMATCHED || pass.placeOf(k, item) == place);
                }
                assertEquals(density.latents().get(k).rows(), matched);
            }
        }
    }

    @Test
    void anExchangeNeedsAChange() {
        MatchingDensity density = density();
        MatchingDensity.Pass pass = density.newPass();
        pass.start(anyState(density));
        assertThrows(IllegalStateException.class, pass::exchange);
        int[] exchange = anyExchange(density, pass);
        pass.change(exchange[0], exchange[1], exchange[2]);
        pass.exchange();
        assertThrows(IllegalStateException.class, pass::exchange);
        pass.change(exchange[0], exchange[1], exchange[2]);
        pass.start(anyState(density));
        assertThrows(IllegalStateException.class, pass::exchange);
    }

    @Test
    void statesThatDoNotFitAreRefused() {
        MatchingDensity density = density();
        MatchingDensity.Pass pass = density.newPass();
        List<Matching> state = anyState(density);
        assertThrows(IllegalArgumentException.class, () -> pass.start(List.of()));
        Matching first = state.get(0);
        List<Matching> changed = new ArrayList<>(state);
        int[] unmatched = first.places();
        unmatched[0] = Matching.UNMATCHED;
        changed.set(0, Matching.of(first.placeCount(), unmatched));
        assertThrows(IllegalArgumentException.class, () -> pass.start(changed), "an item without place");
        changed.set(0, Matching.of(first.placeCount() + 1, first.places()));
        assertThrows(IllegalArgumentException.class, () -> pass.start(changed), "a place too many");
        changed.set(0, Matching.of(first.placeCount(), Arrays.copyOf(first.places(), first.items() - 1)));
        assertThrows(IllegalArgumentException.class, () -> pass.start(changed), "an item too few");
    }
}
