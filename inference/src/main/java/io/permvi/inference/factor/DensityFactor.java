package io.permvi.inference.factor;

/** A pathwise factor that knows the density of its values, so that draws can be weighted. */
public interface DensityFactor extends PathwiseFactor {

    @Override
    Pass newPass();

    /** One draw, its gradient and its density. */
    interface Pass extends PathwiseFactor.Pass, LogDensity {}
}
