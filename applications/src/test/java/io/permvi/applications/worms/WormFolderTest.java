package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WormFolderTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void twoWorms() throws IOException {
        write("neurons.csv", "name,soma_position\nA,0.1\nB,0.2\nC,0.3\n");
        write("edges.csv", "pre,post,type,synapses\nA,B,chemical,2\nB,C,gap,1\n");
        for (int k = 1; k <= 2; k++) {
            write("worm-" + k + "-cells.csv", "cell,soma_position,neuron\nc1,0.1,A\nc2,0.2,\nc3,0.3,\n");
            write("worm-" + k + "-activity.csv", "c1,c2,c3\n1,2,3\n2,1,0\n0,1,1\n");
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void assertRefused(String what) {
        InputException refused = assertThrows(InputException.class, () -> {
            WormFolder.readWiring(folder);
            WormFolder.readWorms(folder);
        });
        assertTrue(refused.getMessage().contains(what), refused.getMessage());
    }

    @Test
    void contactsWithoutASynapseAreNone() throws IOException {
        int contacts = WormFolder.readWiring(folder).contacts().size();
        write("edges.csv", "pre,post,type,synapses\nA,B,chemical,2\nA,C,chemical,0\nB,C,gap,1\n");
        assertEquals(contacts, WormFolder.readWiring(folder).contacts().size());
        write("edges.csv", "pre,post,type,synapses\nA,B,chemical,0\n");
        assertRefused("edges.csv: no contact with a synapse");
        write("edges.csv", "pre,post,type,synapses\nA,B,chemical,0.5\n");
        assertRefused("'synapses' must be a whole number");
        write("edges.csv", "pre,post,type,synapses\nA,B,chemical,-3\n");
        assertRefused("'synapses' must be a whole number");
    }

    @Test
    void nothingMayBeThereTwice() throws IOException {
        write("edges.csv", "pre,post,type,synapses\nA,B,chemical,2\nA,B,chemical,3\n");
        assertRefused("names A, B, chemical a second time");
        twoWorms();
        write("neurons.csv", "name,soma_position\nA,0.1\nA,0.2\n");
        assertRefused("names A a second time");
        twoWorms();
        write("worm-2-cells.csv", "cell,soma_position,neuron\nc1,0.1,A\nc1,0.2,\nc3,0.3,\n");
        assertRefused("names c1 a second time");
        twoWorms();
        write("worm-1-activity.csv", "c1,c1,c3\n1,2,3\n2,1,0\n");
        assertRefused("column 'c1' is there twice");
    }

    @Test
    void everyCellNeedsARecording() throws IOException {
        write("worm-1-activity.csv", "c1,c3\n1,3\n2,0\n");
        assertRefused("cell 'c2' has no column in worm-1-activity.csv");
    }

    @Test
    void measuresAreOfASizeThatCanBeSquared() throws IOException {
        write("worm-1-activity.csv", "c1,c2,c3\n1,2,3\n2,1e200,0\n");
        assertRefused("row 2: column 'c2' must be at most");
    }

    @Test
    void wormsAreNumberedWithoutAGap() throws IOException {
        assertEquals(2, WormFolder.readWorms(folder).size());
        Files.move(folder.resolve("worm-2-activity.csv"), folder.resolve("worm-3-activity.csv"));
        assertRefused("worm-2-activity.csv: no such file");
    }

    @Test
    void aSimulationRemovesTheWormsOfAnEarlierOneOnly() throws IOException {
        assertThrows(InputException.class, () -> WormFolder.removeSimulated(folder, 1));
        write("truth.csv", "worm,cell,neuron\nworm-1,c1,A\nworm-2,c1,A\n");
        WormFolder.removeSimulated(folder, 1);
        assertFalse(Files.exists(folder.resolve("worm-2-activity.csv")));
        assertFalse(Files.exists(folder.resolve("worm-2-cells.csv")));
        assertEquals(1, WormFolder.readWorms(folder).size());
    }
}
