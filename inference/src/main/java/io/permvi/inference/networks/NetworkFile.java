package io.permvi.inference.networks;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.fit.AscentState;
import io.permvi.inference.posterior.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Networks on disk, in an {@link ArrayFile} of format {@code permvi-network}: settings, the weights as one array {@code
 * weights/NAME} for each parameter, row by row, and for a training that is to be continued {@code training/optimizer} and
 * {@code training/objective}, with its seed as a setting.
 */
public final class NetworkFile {
    private static final String FORMAT = "permvi-network";
    private static final String WEIGHTS = "weights/";
    private static final String OPTIMIZER = "training/optimizer";
    private static final String OBJECTIVE = "training/objective";
    private static final String SEED = "training.seed";

    private NetworkFile() {}

    /**
     * The content of a file: all weights of a network, and the state from which its training continues.
     *
     * @param kind of network, without white space
     */
    public static ArrayFile of(String kind, ParameterSet parameters, AscentState state) {
        ArrayFile file = new ArrayFile(FORMAT, kind);
        double[] weights = state.parameters();
        int offset = 0;
        for (Parameter parameter : parameters.parameters()) {
            file.put(WEIGHTS + parameter.name(), Arrays.copyOfRange(weights, offset, offset + parameter.count()));
            offset += parameter.count();
        }
        double[] objective = new double[state.step()];
        Arrays.setAll(objective, state.trace()::elbo);
        return file.put(OPTIMIZER, state.optimizerState())
                .put(OBJECTIVE, objective)
                .put(SEED, state.seed());
    }

    /**
     * Reads a file and makes sure that it holds a network of this kind.
     *
     * @throws ArrayFileException when it is of another kind, not a network, of a later version, or damaged
     * @throws IOException when the disk refuses
     */
    public static ArrayFile read(Path path, String kind) throws IOException {
        ArrayFile file = ArrayFile.read(path, FORMAT);
        if (!file.kind().equals(kind)) {
            throw new ArrayFileException(path + " holds a network of kind " + file.kind() + ", not " + kind);
        }
        return file;
    }

    /**
     * The weights of a network with these parameters.
     *
     * @throws ArrayFileException when a parameter is missing or has another size
     */
    public static double[] weights(ArrayFile file, ParameterSet parameters) throws ArrayFileException {
        double[] weights = new double[parameters.count()];
        int offset = 0;
        for (Parameter parameter : parameters.parameters()) {
            double[] values = file.array(WEIGHTS + parameter.name());
            if (values.length != parameter.count()) {
                throw new ArrayFileException("the file has " + values.length + " weights for " + parameter);
            }
            System.arraycopy(values, 0, weights, offset, values.length);
            offset += values.length;
        }
        return weights;
    }

    /**
     * The state from which the training of a network with these parameters continues.
     *
     * @throws ArrayFileException when something is missing or has another size
     */
    public static AscentState state(ArrayFile file, ParameterSet parameters) throws ArrayFileException {
        Trace trace = new Trace();
        for (double value : file.array(OBJECTIVE)) {
            trace.add(value, 0, 1);
        }
        return new AscentState(weights(file, parameters), file.array(OPTIMIZER), file.longSetting(SEED), trace);
    }
}
