package io.permvi.relaxations.sinkhorn;

/**
 * A chunk of a batch of small matrices of one shape, all entries allowed and without slack, that run through the iterations
 * together. The kernel form is plain: a sample whose scalings leave {@link #SMALLEST_SCALING} .. {@link #LARGEST_SCALING}
 * must run alone. One thread; allocates nothing after construction.
 */
interface SinkhornChunk {
    /** Below it, the plain kernel form is not exact. */
    double SMALLEST_SCALING = 1 / ScalingHistory.LARGEST_SCALING;

    /** Above it, the plain kernel form is not exact. */
    double LARGEST_SCALING = ScalingHistory.LARGEST_SCALING;

    /** Makes chunks. */
    interface Factory {
        /** Whether matrices of m rows and n columns run faster in a chunk than one by one. */
        boolean serves(int m, int n);

        /** The number of samples that a chunk should have at most. */
        int largestCount(TransportProblem problem, int iterations);

        /** Buffers for a number of samples. */
        SinkhornChunk newChunk(TransportProblem problem, int count, int iterations);
    }

    /** The number of samples. */
    int count();

    /** Whether the scalings of a sample stayed where the plain kernel form is exact, in the last forward. */
    boolean withinRange(int sample);

    /** Iterates on the matrices from {@code offset} on; returns whether all scores were moderate, and so finite. */
    boolean forward(double[] psi, int offset, double temperature, double[] x);

    /** The pullback through the iterations of the last forward, from and to the same places of arrays of the same form. */
    void backward(double[] xAdjoint, int offset, double[] psiAdjoint);
}
