package io.permvi.models.worms;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * One worm: the statistics of its recorded cells and which neuron each cell may be.
 *
 * @param name of the worm in messages and tables
 * @param statistics of m cells
 * @param allowed m cells by n neurons; a known cell has a single allowed neuron
 */
public record WormRecording(String name, ActivityStatistics statistics, SparsityPattern allowed) {

    /**
     * Checks that sizes agree.
     *
     * @throws IllegalArgumentException when the mask has another number of cells
     */
    public WormRecording {
        if (allowed.rows() != statistics.cells()) {
            throw new IllegalArgumentException("worm " + name + " has " + statistics.cells() + " recorded cells but "
                    + allowed.rows() + " rows of allowed neurons");
        }
    }
}
