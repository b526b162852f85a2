package io.permvi.inference.sampling;

import io.permvi.models.MatchingDensity;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of a {@link MatchingDensity}: two places of one matching that exchange what they hold are looked at by one
 * of its exchanges, any other change by as many as bring each item where it goes, which are then taken back.
 */
final class DensityChanges implements Changes {
    private final MatchingDensity density;
    private final MatchingDensity.Pass pass;
    private final List<int[]> done = new ArrayList<>();
    private SamplerState state;
    private double power;
    private ChangeList last;
    private SamplerState stateOfPass;
    private long versionOfPass;

    DensityChanges(MatchingDensity density) {
        this.density = density;
        pass = density.newPass();
    }

    @Override
    public void start(SamplerState newState, double newPower) {
        power = newPower;
        state = newState;
        if (stateOfPass == state && versionOfPass == state.version()) {
            return;
        }
        List<Matching> matchings = new ArrayList<>();
        for (int k = 0; k < state.latents(); k++) {
            matchings.add(Matching.of(density.latents().get(k).columns(), state.places(k)));
        }
        pass.start(matchings);
        stateOfPass = state;
        versionOfPass = state.version();
    }

    @Override
    public double change(ChangeList change) {
        last = change;
        int first = firstArrival(change);
        int from = pass.placeOf(change.latent(first), change.item(first));
        if (isExchange(change, first, from)) {
            return power * pass.change(change.latent(first), from, change.place(first));
        }
        double sum = make(change);
        for (int s = done.size() - 1; s >= 0; s--) {
            exchange(done.get(s));
        }
        return power * sum;
    }

    private static int firstArrival(ChangeList change) {
        int e = 0;
        while (change.sign(e) < 0) {
            e++;
        }
        return e;
    }

    /** Whether the first item that arrives somewhere changes places with what is there, and no other moves. */
    private boolean isExchange(ChangeList change, int first, int from) {
        int k = change.latent(first);
        int partner = pass.itemAt(k, change.place(first));
        for (int e = 0; e < change.size(); e++) {
            boolean fits = change.item(e) == change.item(first)
                    || change.item(e) == partner && (change.sign(e) < 0 || change.place(e) == from);
            if (change.latent(e) != k || !fits) {
                return false;
            }
        }
        return true;
    }

    private double make(ChangeList change) {
        done.clear();
        double sum = 0;
        for (int e = 0; e < change.size(); e++) {
            int from = pass.placeOf(change.latent(e), change.item(e));
            if (change.sign(e) > 0 && from != change.place(e)) {
                int[] exchange = {change.latent(e), from, change.place(e)};
                sum += exchange(exchange);
                done.add(exchange);
            }
        }
        return sum;
    }

    private double exchange(int[] exchange) {
        double change = pass.change(exchange[0], exchange[1], exchange[2]);
        pass.exchange();
        return change;
    }

    @Override
    public void commit() {
        make(last);
        state.apply(last);
        versionOfPass = state.version();
    }
}
