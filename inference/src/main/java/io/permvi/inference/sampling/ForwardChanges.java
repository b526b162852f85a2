package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;

/** Any model: each change is an evaluation, or, where f is linear in each latent, a sum of entries of the gradient here. */
final class ForwardChanges implements Changes {
    private final ModelPoint point;
    private final boolean multilinear;
    private SamplerState state;
    private double power;
    private double here;
    private double there;
    private boolean gradientKnown;
    private ChangeList last;

    ForwardChanges(ModelPoint point, boolean multilinear) {
        this.point = point;
        this.multilinear = multilinear;
    }

    @Override
    public void start(SamplerState newState, double newPower) {
        state = newState;
        power = newPower;
        state.writeTo(point);
        here = multilinear ? point.forwardBackward() : point.forward();
        gradientKnown = multilinear;
    }

    @Override
    public double change(ChangeList change) {
        last = change;
        if (multilinear && isOfOneLatent(change)) {
            return power * (there = linearChange(change));
        }
        write(change, 1);
        there = point.forward() - here;
        write(change, -1);
        gradientKnown = false;
        return power * there;
    }

    private static boolean isOfOneLatent(ChangeList change) {
        for (int e = 1; e < change.size(); e++) {
            if (change.latent(e) != change.latent(0)) {
                return false;
            }
        }
        return true;
    }

    private double linearChange(ChangeList change) {
        if (!gradientKnown) {
            here = point.forwardBackward();
            gradientKnown = true;
        }
        double sum = 0;
        for (int e = 0; e < change.size(); e++) {
            sum += change.sign(e) * point.gradient(change.latent(e)).unsafe_get(change.item(e), change.place(e));
        }
        return sum;
    }

    private void write(ChangeList change, int direction) {
        for (int e = 0; e < change.size(); e++) {
            point.value(change.latent(e))
                    .unsafe_set(change.item(e), change.place(e), direction * change.sign(e) > 0 ? 1 : 0);
        }
    }

    @Override
    public void commit() {
        write(last, 1);
        state.apply(last);
        here += there;
        gradientKnown = false;
    }
}
