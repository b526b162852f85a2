package io.permvi.inference.structure;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A model at a point whose discrete latents are places of items and whose reals are one flat vector, the free entries of
 * all real latents in order. For one thread; allocates nothing after warm-up.
 */
public final class ModelPoint {
    private final Model.Pass pass;
    private final DifferentiableModel.Pass gradientPass;
    private final LatentValues values;
    private final LatentValues gradients;
    private final List<DiscreteLatent> discrete = new ArrayList<>();
    private final List<DMatrixRMaj> discreteValue = new ArrayList<>();
    private final List<DMatrixRMaj> discreteGradient = new ArrayList<>();
    private final List<RealLatent> reals = new ArrayList<>();
    private final DMatrixRMaj[] realValue;
    private final DMatrixRMaj[] realGradient;
    private final int[] realEntry;
    private long evaluations;

    /** A point of a model, everything zero. */
    public ModelPoint(Model model) {
        gradientPass = model instanceof DifferentiableModel differentiable ? differentiable.newPass() : null;
        pass = gradientPass == null ? model.newPass() : gradientPass;
        values = new LatentValues(model.latents());
        gradients = new LatentValues(model.latents());
        int count = 0;
        for (Latent latent : model.latents()) {
            if (latent instanceof DiscreteLatent matching) {
                discrete.add(matching);
                discreteValue.add(values.get(matching));
                discreteGradient.add(gradients.get(matching));
            } else if (latent instanceof RealLatent real) {
                reals.add(real);
                count += real.support().count();
            }
        }
        realValue = new DMatrixRMaj[count];
        realGradient = new DMatrixRMaj[count];
        realEntry = new int[count];
        int at = 0;
        for (RealLatent real : reals) {
            at = addReal(real, at);
        }
    }

    private int addReal(RealLatent real, int from) {
        int at = from;
        SparsityPattern support = real.support();
        for (int i = 0; i < real.rows(); i++) {
            for (int j = 0; j < real.columns(); j++) {
                if (support.allows(i, j)) {
                    realValue[at] = values.get(real);
                    realGradient[at] = gradients.get(real);
                    realEntry[at++] = i * real.columns() + j;
                }
            }
        }
        return at;
    }

    /** The discrete latents, in the model's order. */
    public List<DiscreteLatent> discreteLatents() {
        return List.copyOf(discrete);
    }

    /** The real latents, in the model's order. */
    public List<RealLatent> realLatents() {
        return List.copyOf(reals);
    }

    /** The number of free real entries. */
    public int realCount() {
        return realEntry.length;
    }

    /** The number of evaluations so far; a gradient counts as two. */
    public long evaluations() {
        return evaluations;
    }

    /** All values; to be read, or copied from. */
    public LatentValues values() {
        return values;
    }

    /** All gradients after {@link #forwardBackward}; to be read. */
    LatentValues gradients() {
        return gradients;
    }

    /** The matrix of a discrete latent, to be read or written. */
    public DMatrixRMaj value(int latent) {
        return discreteValue.get(latent);
    }

    /** The gradient with respect to a discrete latent after {@link #forwardBackward}. */
    public DMatrixRMaj gradient(int latent) {
        return discreteGradient.get(latent);
    }

    /** A real entry. */
    public double real(int index) {
        return realValue[index].data[realEntry[index]];
    }

    /** Sets a real entry. */
    public void setReal(int index, double value) {
        realValue[index].data[realEntry[index]] = value;
    }

    /** The gradient with respect to a real entry after {@link #forwardBackward}. */
    public double realGradient(int index) {
        return realGradient[index].data[realEntry[index]];
    }

    /**
     * Sets all reals.
     *
     * @param from of length {@link #realCount}. Not modified.
     */
    public void setReals(double[] from) {
        for (int k = 0; k < realEntry.length; k++) {
            setReal(k, from[k]);
        }
    }

    /**
     * Sets a discrete latent.
     *
     * @param places the place of each item, {@link Matching#UNMATCHED} for none. Not modified.
     */
    public void setPlaces(int latent, int[] places) {
        Matching.toMatrix(places, value(latent));
    }

    /** The log joint here. */
    public double forward() {
        evaluations++;
        return pass.forward(values);
    }

    /**
     * The log joint here, with its gradient.
     *
     * @throws IllegalStateException when the model has none
     */
    public double forwardBackward() {
        if (gradientPass == null) {
            throw new IllegalStateException("the model has no gradient");
        }
        double logJoint = forward();
        evaluations++;
        gradientPass.backward(gradients);
        return logJoint;
    }
}
