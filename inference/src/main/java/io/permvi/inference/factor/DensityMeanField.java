package io.permvi.inference.factor;

import java.util.List;

/** A mean field whose factors all know their density. */
final class DensityMeanField extends MeanField implements DensityFamily {

    DensityMeanField(List<VariationalFactor> factors) {
        super(factors);
    }

    @Override
    public DensityFamily.Pass newPass() {
        return new DensityPass();
    }

    private final class DensityPass extends ProductPass implements DensityFamily.Pass {
        @Override
        public double logDensity() {
            double sum = 0;
            for (VariationalFactor.Pass pass : passes) {
                sum += ((LogDensity) pass).logDensity();
            }
            return sum;
        }
    }
}
