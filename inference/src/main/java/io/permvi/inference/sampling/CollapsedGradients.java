package io.permvi.inference.sampling;

import io.permvi.inference.structure.ModelPoint;

/**
 * Any model, its Gaussian reals integrated out: a change costs as many gradients as their Hessian has colors, and one
 * more.
 */
final class CollapsedGradients implements Changes {
    private final ModelPoint point;
    private final GaussianConditional conditional;
    private SamplerState state;
    private double power;
    private double here;
    private double there;
    private ChangeList last;

    CollapsedGradients(ModelPoint point, GaussianConditional conditional) {
        this.point = point;
        this.conditional = conditional;
    }

    @Override
    public void start(SamplerState newState, double newPower) {
        state = newState;
        power = newPower;
        state.writeTo(point);
        here = integral();
    }

    private double integral() {
        conditional.look();
        return conditional.logIntegral(power);
    }

    @Override
    public double change(ChangeList change) {
        last = change;
        write(1);
        there = integral();
        write(-1);
        return there - here;
    }

    private void write(int direction) {
        for (int e = 0; e < last.size(); e++) {
            point.value(last.latent(e)).unsafe_set(last.item(e), last.place(e), direction * last.sign(e) > 0 ? 1 : 0);
        }
    }

    @Override
    public void commit() {
        write(1);
        state.apply(last);
        here = there;
    }
}
