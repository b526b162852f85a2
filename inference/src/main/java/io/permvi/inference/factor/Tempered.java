package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;

/**
 * A factor with a relaxation, or with a relaxed control variate: it has a temperature, and each such factor its own, so
 * that a stick-breaking latent can stand beside a Sinkhorn one.
 */
public interface Tempered {
    /** The temperature by the step of the fit. */
    Schedule temperature();

    /** A pass at a temperature; before the first {@link #setTemperature} it is that of step 0. */
    interface Pass {
        /**
         * The temperature from the next forward on.
         *
         * @param value above 0
         */
        void setTemperature(double value);
    }
}
