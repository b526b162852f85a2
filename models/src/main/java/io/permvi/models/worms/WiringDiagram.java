package io.permvi.models.worms;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Neurons and their contacts as tables hold them: directed chemical synapses and undirected gap junctions.
 *
 * @param names of the neurons
 * @param positions of the cell bodies along the body, 0 = head to 1 = tail; shared, not to be modified
 * @param contacts between neurons, by number
 */
public record WiringDiagram(List<String> names, double[] positions, List<Contact> contacts) {

    /** The kind of a contact. */
    public enum Kind {
        /** A chemical synapse, from one neuron to another. */
        CHEMICAL,
        /** A gap junction, which has no direction. */
        GAP
    }

    /**
     * A contact of two neurons.
     *
     * @param from number of the presynaptic neuron
     * @param to number of the postsynaptic neuron
     * @param kind chemical or gap
     * @param synapses how many were counted
     */
    public record Contact(int from, int to, Kind kind, int synapses) {}

    /** Copies the lists. */
    public WiringDiagram {
        names = List.copyOf(names);
        contacts = List.copyOf(contacts);
    }

    /** The pattern of possible influence: pairs with any contact in either direction, without self-contacts. */
    public Connectome symmetrized() {
        int n = names.size();
        boolean[][] connected = new boolean[n][n];
        for (Contact contact : contacts) {
            if (contact.from() != contact.to()) {
                connected[contact.from()][contact.to()] = true;
                connected[contact.to()][contact.from()] = true;
            }
        }
        return new Connectome(names, positions, SparsityPattern.where(n, n, (i, j) -> connected[i][j]));
    }

    /**
     * A made-up wiring diagram with the sizes of the adult worm: 279 neurons with soma positions on a 0.01 grid from
     * 0.07 to 0.83 and most of them in the head, 2,190 directed chemical pairs and 517 gap pairs, heavy-tailed degrees,
     * and contacts that are more frequent between neighbors.
     */
    public static WiringDiagram wormLike(RandomGenerator rng) {
        return new Generator(rng).generate();
    }

    /** Draws {@link #wormLike}. */
    private static final class Generator {
        private static final int NEURONS = 279;
        private static final int CHEMICAL_PAIRS = 2190;
        private static final int GAP_PAIRS = 517;
        private static final double HEAD_SHARE = 0.6;
        private static final double TAIL_SHARE = 0.15;
        private static final double REACH = 0.25;

        private final RandomGenerator rng;
        private final double[] positions = new double[NEURONS];
        private final double[] attraction = new double[NEURONS];

        private Generator(RandomGenerator rng) {
            this.rng = rng;
        }

        private WiringDiagram generate() {
            List<String> names = new ArrayList<>();
            for (int k = 0; k < NEURONS; k++) {
                names.add(String.format("N%03d", k + 1));
                positions[k] = Math.round(100 * drawPosition()) / 100.0;
                attraction[k] = Math.exp(0.8 * rng.nextGaussian());
            }
            List<Contact> contacts = new ArrayList<>();
            addPairs(Kind.CHEMICAL, CHEMICAL_PAIRS, contacts);
            addPairs(Kind.GAP, GAP_PAIRS, contacts);
            return new WiringDiagram(names, positions, contacts);
        }

        private double drawPosition() {
            double part = rng.nextDouble();
            if (part < HEAD_SHARE) {
                return 0.07 + 0.2 * Math.abs(rng.nextGaussian() / 3);
            }
            if (part < HEAD_SHARE + TAIL_SHARE) {
                return Math.min(0.83, 0.76 + 0.07 * rng.nextDouble());
            }
            return 0.2 + 0.55 * rng.nextDouble();
        }

        private void addPairs(Kind kind, int count, List<Contact> contacts) {
            Set<Long> taken = new HashSet<>();
            while (taken.size() < count) {
                int from = rng.nextInt(NEURONS);
                int to = rng.nextInt(NEURONS);
                double distance = (positions[from] - positions[to]) / REACH;
                double wish = attraction[from] * attraction[to] * Math.exp(-0.5 * distance * distance) / 30;
                boolean ordered = kind == Kind.CHEMICAL || from < to;
                if (from != to && ordered && rng.nextDouble() < wish && taken.add((long) from * NEURONS + to)) {
                    int synapses = 1 + (int) (2 * rng.nextExponential());
                    contacts.add(new Contact(from, to, kind, synapses));
                }
            }
        }
    }
}
