package io.permvi.models;

import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        private final int[][] places = new int[latents.size()][];
        private final int[][] items = new int[latents.size()][];
        private double logDensity;
        private double candidate;
        private int latent = -1;
        private int place;
        private int other;

        private ForwardPass() {
            for (int k = 0; k < places.length; k++) {
                places[k] = new int[latents.get(k).rows()];
                items[k] = new int[latents.get(k).columns()];
            }
        }

        @Override
        public double start(List<Matching> matchings) {
            if (matchings.size() != places.length) {
                throw new IllegalArgumentException(
                        "one matching for each of " + places.length + " latents is needed, got " + matchings.size());
            }
            for (int k = 0; k < places.length; k++) {
                Matching matching = matchings.get(k);
                if (matching.items() != places[k].length
                        || matching.placeCount() != items[k].length
                        || matching.size() != places[k].length) {
                    throw new IllegalArgumentException("the matching of latent "
                            + latents.get(k).name() + " must place all of " + places[k].length + " items in "
                            + items[k].length + " places, got " + matching);
                }
                Arrays.fill(items[k], Matching.UNMATCHED);
                for (int i = 0; i < places[k].length; i++) {
                    places[k][i] = matching.place(i);
                    items[k][places[k][i]] = i;
                }
                Matching.toMatrix(places[k], z.get(latents.get(k)));
            }
            latent = -1;
            logDensity = pass.forward(z);
            return logDensity;
        }

        @Override
        public int itemAt(int latent, int place) {
            return items[latent][place];
        }

        @Override
        public int placeOf(int latent, int item) {
            return places[latent][item];
        }

        @Override
        public double logDensity() {
            return logDensity;
        }

        @Override
        public double change(int latent, int place, int other) {
            this.latent = latent;
            this.place = place;
            this.other = other;
            swap();
            candidate = pass.forward(z);
            swap();
            return candidate - logDensity;
        }

        @Override
        public void exchange() {
            if (latent < 0) {
                throw new IllegalStateException("exchange needs a change since the last exchange or start");
            }
            swap();
            logDensity = candidate;
            latent = -1;
        }

        private void swap() {
            int item = items[latent][place];
            int partner = items[latent][other];
            move(item, place, other);
            move(partner, other, place);
            items[latent][place] = partner;
            items[latent][other] = item;
        }

        private void move(int item, int from, int to) {
            if (item != Matching.UNMATCHED) {
                places[latent][item] = to;
                z.get(latents.get(latent)).set(item, from, 0);
                z.get(latents.get(latent)).set(item, to, 1);
            }
        }
    }
}
