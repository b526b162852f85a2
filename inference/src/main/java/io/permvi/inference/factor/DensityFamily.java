package io.permvi.inference.factor;

/** A family that knows the density of its draws, so that they can be weighted. */
public interface DensityFamily extends Family {

    @Override
    Pass newPass();

    /** One draw, its gradient and its density. */
    interface Pass extends Family.Pass, LogDensity {}
}
