package io.permvi.inference.sampling;

import io.permvi.inference.structure.GaussianPattern;
import io.permvi.inference.structure.ModelPoint;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A state and the kernels that leave a tempered target invariant: matchings, other reals, Gaussian reals. */
final class TemperedChain {
    private static final int MAX_SLICES = 24;
    /** Proposals for each item that forget a state where all are accepted. */
    private static final int MIXED = 4;

    /** Items for each path that is grown anew in a sweep. */
    private static final int REGROWN = 4;

    private static final double WIDTH = 2.5;
    private static final int MAX_STEPS_OUT = 20;
    private static final double AUDIT_TOLERANCE = 1e-5;

    private final SamplerPlan plan;
    private final ModelPoint point;
    private final Reference reference;
    private final RandomGenerator rng;
    private final SamplerState state;
    private final MatchingMoves moves;
    private final Changes conditional;
    private final GaussianConditional gaussian;
    private final Changes collapsed;
    private final HamiltonianMove hamiltonian;
    private final Optional<Regrowth> regrowth;
    private final ChangeList change = new ChangeList();
    private double logJoint;

    TemperedChain(SamplerPlan plan, ModelPoint point, Reference reference, RandomGenerator rng, SamplerState start) {
        this.plan = plan;
        this.point = point;
        this.reference = reference;
        this.rng = rng;
        int[][] places = new int[start.latents()][];
        for (int k = 0; k < places.length; k++) {
            places[k] = start.places(k);
        }
        state = new SamplerState(plan.structure().discrete(), places, start.reals());
        moves = plan.moves();
        conditional = plan.conditional(point);
        gaussian = new GaussianConditional(point, plan.pattern(), reference);
        collapsed = plan.collapsed(point, gaussian);
        regrowth = plan.regrowth();
        hamiltonian = new HamiltonianMove(point, plan.others(), reference);
        look();
    }

    SamplerState state() {
        return state;
    }

    SamplerState copyOf(Draw draw) {
        return new SamplerState(plan.structure().discrete(), draw.places(), draw.reals());
    }

    /** Continues from another state. */
    void moveTo(SamplerState other) {
        state.set(other);
        look();
    }

    /** Makes the state that of the point, and what is known of the Gaussian reals with it. */
    private void look() {
        state.writeTo(point);
        if (plan.hasGaussian()) {
            gaussian.look();
        } else {
            logJoint = point.forward();
        }
    }

    /** All kernels once, at one temperature. */
    void sweep(Level level, boolean adapting) {
        double power = level.power();
        double[] widths = level.widths();
        if (plan.usesConditional() || power == 0) {
            conditional.start(state, power);
            propose(conditional, power == 0 ? MIXED * moves.items() : plan.conditionalProposals(moves.items()));
            if (!plan.usesCollapsed()) {
                regrow(conditional);
            }
        }
        sliceAll(power, widths, adapting);
        if (plan.usesCollapsed() && power > 0) {
            collapsed.start(state, power);
            int proposals = level.share(plan.collapsedProposals(moves.items()));
            int accepted = propose(collapsed, proposals);
            regrow(collapsed);
            if (adapting) {
                level.adapt((double) accepted / proposals);
            }
        }
        look();
        drawGaussian(power);
        if (adapting) {
            moves.adapt();
        }
    }

    /** Draws the Gaussian reals, which the swap of two chains leaves out of account, for the inverse temperature it came to. */
    void drawGaussian(double power) {
        if (plan.hasGaussian()) {
            gaussian.draw(power, rng, state.reals());
        }
    }

    /** The reals only. */
    void sweepReals(double power, double[] widths) {
        sliceAll(power, widths, true);
        look();
        drawGaussian(power);
    }

    private int propose(Changes target, int proposals) {
        int accepted = 0;
        for (int s = 0; s < proposals; s++) {
            double logRatio = moves.propose(state, change, rng);
            if (!Double.isNaN(logRatio) && target.change(change) + logRatio >= -rng.nextExponential()) {
                target.commit();
                moves.accepted();
                accepted++;
            }
        }
        return accepted;
    }

    private void regrow(Changes target) {
        for (int s = 0; regrowth.isPresent() && s < moves.items() / REGROWN; s++) {
            regrowth.get().move(target, state, rng);
        }
    }

    /** The tempered log density of the state after a sweep, Gaussian reals integrated out. */
    double logDensity(double power) {
        if (plan.hasGaussian()) {
            double rest = power < 1 ? (1 - power) * reference.logDensity(plan.others(), state.reals()) : 0;
            return gaussian.logIntegral(power) + rest;
        }
        return tempered(power, logJoint);
    }

    private double tempered(double power, double logJointThere) {
        double sum = power > 0 ? power * logJointThere : 0;
        return power < 1 ? sum + (1 - power) * reference.logDensity(state.reals()) : sum;
    }

    private void sliceAll(double power, double[] widths, boolean adapting) {
        int[] others = plan.others();
        if (others.length == 0) {
            return;
        }
        state.writeTo(point);
        if (plan.movesTogether()) {
            hamiltonian.move(power, widths, state.reals(), adapting, rng);
        }
        int count = plan.movesTogether() ? 1 : Math.min(MAX_SLICES, others.length);
        for (int s = 0; s < count; s++) {
            int e = others[count == others.length ? s : rng.nextInt(others.length)];
            double before = state.reals()[e];
            slice(e, power, widths[e], adapting);
            if (adapting) {
                double moved = Math.abs(state.reals()[e] - before);
                widths[e] = Math.max(1e-6, 0.95 * widths[e] + 0.05 * WIDTH * moved);
            }
        }
    }

    /** Stepping out and shrinkage (Neal 2003); steps grow while the width is not known yet. */
    private void slice(int e, double power, double width, boolean growing) {
        double here = state.reals()[e];
        double level = sliceTarget(e, here, power) - rng.nextExponential();
        double low = here - width * rng.nextDouble();
        double high = low + width;
        for (int s = 0; s < MAX_STEPS_OUT && sliceTarget(e, low, power) > level; s++) {
            low -= width * (growing ? 1 << s : 1);
        }
        for (int s = 0; s < MAX_STEPS_OUT && sliceTarget(e, high, power) > level; s++) {
            high += width * (growing ? 1 << s : 1);
        }
        double value = here;
        for (int s = 0; s < 100; s++) {
            value = low + (high - low) * rng.nextDouble();
            if (sliceTarget(e, value, power) > level) {
                break;
            }
            if (value < here) {
                low = value;
            } else {
                high = value;
            }
            value = here;
        }
        state.reals()[e] = value;
        point.setReal(e, value);
    }

    private double sliceTarget(int e, double value, double power) {
        state.reals()[e] = value;
        point.setReal(e, value);
        double target;
        if (plan.slicesCollapsed()) {
            gaussian.look();
            double rest = power < 1 ? (1 - power) * reference.logDensity(plan.others(), state.reals()) : 0;
            target = gaussian.logIntegral(power) + rest;
        } else {
            target = tempered(power, point.forward());
        }
        return Double.isNaN(target) ? Double.NEGATIVE_INFINITY : target;
    }

    /** Compares the fast densities with plain evaluation for a proposal from here. */
    void audit(double power) {
        double logRatio = Double.NaN;
        for (int attempt = 0; attempt < 100 && Double.isNaN(logRatio); attempt++) {
            logRatio = moves.propose(state, change, rng);
        }
        if (Double.isNaN(logRatio)) {
            return;
        }
        if (plan.usesConditional()) {
            conditional.start(state, power);
            compare("matchings given the reals", conditional.change(change), power * forwardChange());
        }
        if (plan.usesCollapsed()) {
            collapsed.start(state, power);
            double fast = collapsed.change(change);
            compare("matchings with Gaussian reals integrated out", fast, fullChange(power));
        }
        look();
    }

    private double forwardChange() {
        state.writeTo(point);
        double before = point.forward();
        apply();
        return point.forward() - before;
    }

    private void apply() {
        for (int e = 0; e < change.size(); e++) {
            point.value(change.latent(e)).set(change.item(e), change.place(e), change.sign(e) > 0 ? 1 : 0);
        }
    }

    /** By the whole Hessian, without any coloring. */
    private double fullChange(double power) {
        GaussianConditional full = new GaussianConditional(point, uncolored(), reference);
        state.writeTo(point);
        full.look();
        double before = full.logIntegral(power);
        apply();
        full.look();
        return full.logIntegral(power) - before;
    }

    private GaussianPattern uncolored() {
        int size = plan.pattern().entries().length;
        int[][] neighbors = new int[size][size];
        int[] color = new int[size];
        for (int k = 0; k < size; k++) {
            color[k] = k;
            for (int l = 0; l < size; l++) {
                neighbors[k][l] = l;
            }
        }
        return new GaussianPattern(plan.pattern().entries(), neighbors, color, size);
    }

    private static void compare(String what, double fast, double plain) {
        boolean bothNone = !Double.isFinite(fast) && !Double.isFinite(plain);
        if (!bothNone && !(Math.abs(fast - plain) <= AUDIT_TOLERANCE * (1 + Math.abs(plain)))) {
            throw new DensityMismatchException(
                    "the fast density of " + what + " says " + fast + " where evaluation says " + plain);
        }
    }
}
