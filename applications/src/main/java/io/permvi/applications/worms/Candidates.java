package io.permvi.applications.worms;

import io.permvi.applications.files.InputException;
import io.permvi.models.worms.Connectome;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;

/** Which neuron each cell of a worm may be: its own where known, else those whose cell body lies within a radius. */
public final class Candidates {
    /** Positions lie on a grid of 0.01; what is exactly one radius away must stay out in spite of rounding. */
    private static final double ROUNDING = 1e-9;

    private Candidates() {}

    /**
     * The allowed entries of a worm.
     *
     * @param radius for cells whose file gives none
     * @throws InputException when a known neuron is unknown to the connectome or claimed twice, a cell has no
     *     candidate, or the windows admit no matching
     */
    public static SparsityPattern of(WormFolder.Worm worm, Connectome connectome, double radius) {
        Map<String, Integer> index = connectome.index();
        List<WormFolder.Cell> cells = worm.cells();
        int[] known = knownNeurons(worm, index);
        boolean[] taken = new boolean[connectome.size()];
        for (int neuron : known) {
            if (neuron >= 0) {
                taken[neuron] = true;
            }
        }
        SparsityPattern allowed = SparsityPattern.where(
                cells.size(),
                connectome.size(),
                (i, k) -> known[i] >= 0
                        ? known[i] == k
                        : !taken[k] && isNear(cells.get(i), connectome.positions()[k], radius));
        requireFeasible(worm, allowed, radius);
        return allowed;
    }

    private static boolean isNear(WormFolder.Cell cell, double position, double radius) {
        double window = Double.isNaN(cell.radius()) ? radius : cell.radius();
        return Math.abs(cell.position() - position) < window - ROUNDING;
    }

    private static int[] knownNeurons(WormFolder.Worm worm, Map<String, Integer> index) {
        int[] known = new int[worm.cells().size()];
        Arrays.fill(known, -1);
        Map<String, String> cellOfNeuron = new HashMap<>();
        for (int i = 0; i < known.length; i++) {
            WormFolder.Cell cell = worm.cells().get(i);
            if (cell.neuron().isEmpty()) {
                continue;
            }
            if (!index.containsKey(cell.neuron())) {
                throw new InputException(worm.cellsFile() + ": cell " + cell.name() + " is said to be neuron '"
                        + cell.neuron() + "', which the connectome does not have");
            }
            String other = cellOfNeuron.put(cell.neuron(), cell.name());
            if (other != null) {
                throw new InputException(worm.cellsFile() + ": cells " + other + " and " + cell.name()
                        + " are both said to be neuron " + cell.neuron());
            }
            known[i] = index.get(cell.neuron());
        }
        return known;
    }

    private static void requireFeasible(WormFolder.Worm worm, SparsityPattern allowed, double radius) {
        if (allowed.rows() > allowed.columns()) {
            throw new InputException(worm.cellsFile() + ": " + allowed.rows() + " cells, but the connectome has only "
                    + allowed.columns() + " neurons");
        }
        for (int i = 0; i < allowed.rows(); i++) {
            if (allowed.rowCount(i) == 0) {
                WormFolder.Cell cell = worm.cells().get(i);
                double window = Double.isNaN(cell.radius()) ? radius : cell.radius();
                throw new InputException(worm.cellsFile() + ": cell " + cell.name() + " at soma position "
                        + cell.position() + " has no candidate neuron within " + window
                        + "; give a larger radius or correct its position");
            }
        }
        try {
            new LinearAssignment(allowed.rows(), allowed.columns())
                    .maximize(new DMatrixRMaj(allowed.rows(), allowed.columns()), allowed, new int[allowed.rows()]);
        } catch (InfeasibleMatchingException e) {
            String stuck = Arrays.stream(e.items())
                    .mapToObj(i -> worm.cells().get(i).name())
                    .collect(Collectors.joining(", "));
            throw new InputException(worm.cellsFile() + ": the windows leave " + e.items().length + " cells (" + stuck
                    + ") only " + e.places().length + " candidate neurons together; give a larger radius");
        }
    }
}
