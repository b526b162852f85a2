package io.permvi.models;

import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** Any model whose latents are all matchings, as a density that is evaluated anew for each exchange. */
final class ForwardDensity implements MatchingDensity {
    private final Model model;
    private final List<MatchingLatent> latents = new ArrayList<>();

    ForwardDensity(Model model) {
        this.model = model;
        for (Latent latent : model.latents()) {
            if (!(latent instanceof MatchingLatent matching)) {
                throw new IllegalArgumentException("latent " + latent.name() + " is not a matching; integrate it out");
            }
            if (matching.space().partial()) {
                throw new IllegalArgumentException("latent " + latent.name() + " may leave items unmatched");
            }
            latents.add(matching);
        }
    }

    @Override
    public List<MatchingLatent> latents() {
        return List.copyOf(latents);
    }

    @Override
    public MatchingDensity.Pass newPass() {
        return new ForwardPass();
    }

    private final class ForwardPass implements MatchingDensity.Pass {
        private final Model.Pass pass = model.newPass();
        private final LatentValues z = new LatentValues(latents);
        private final MatchingState state = new MatchingState(latents);
        private double logDensity;
        private double candidate;

        @Override
        public double start(List<Matching> matchings) {
            state.start(matchings);
            for (int k = 0; k < matchings.size(); k++) {
                matchings.get(k).toMatrix(z.get(latents.get(k)));
            }
            logDensity = pass.forward(z);
            return logDensity;
        }

        @Override
        public int itemAt(int latent, int place) {
            return state.itemAt(latent, place);
        }

        @Override
        public int placeOf(int latent, int item) {
            return state.placeOf(latent, item);
        }

        @Override
        public double logDensity() {
            return logDensity;
        }

        @Override
        public double change(int latent, int place, int other) {
            state.consider(latent, place, other);
            swap();
            candidate = pass.forward(z);
            swap();
            return candidate - logDensity;
        }

        @Override
        public void exchange() {
            state.exchange();
            write();
            logDensity = candidate;
        }

        private void swap() {
            state.swap();
            write();
        }

        /** Writes the two places of the exchange as the state has them now. */
        private void write() {
            DMatrixRMaj x = z.get(latents.get(state.latent()));
            move(x, state.itemAt(state.latent(), state.place()), state.other(), state.place());
            move(x, state.itemAt(state.latent(), state.other()), state.place(), state.other());
        }

        private static void move(DMatrixRMaj x, int item, int from, int to) {
            if (item != Matching.UNMATCHED) {
                x.set(item, from, 0);
                x.set(item, to, 1);
            }
        }
    }
}
