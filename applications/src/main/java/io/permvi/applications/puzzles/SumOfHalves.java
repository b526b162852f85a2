package io.permvi.applications.puzzles;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;

/** The sum of the upper and the lower half of the rows. */
enum SumOfHalves implements Operation {
    INSTANCE;

    @Override
    public void forward(Var output) {
        double[] from = output.input(0).value().data;
        double[] to = output.value().data;
        int half = output.value().getNumElements();
        for (int k = 0; k < half; k++) {
            to[k] = from[k] + from[half + k];
        }
    }

    @Override
    public void backward(Var output) {
        double[] to = output.input(0).adjoint().data;
        double[] from = output.adjoint().data;
        int half = output.value().getNumElements();
        for (int k = 0; k < half; k++) {
            to[k] += from[k];
            to[half + k] += from[k];
        }
    }
}
