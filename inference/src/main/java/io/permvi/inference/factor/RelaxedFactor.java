package io.permvi.inference.factor;

/** A pathwise factor whose values are relaxed: points of a polytope near its vertices, the nearer the lower the temperature. */
public interface RelaxedFactor extends PathwiseFactor, Tempered {

    @Override
    Pass newPass();

    /** One relaxed draw and its gradient, at a temperature. */
    interface Pass extends PathwiseFactor.Pass, Tempered.Pass {}
}
