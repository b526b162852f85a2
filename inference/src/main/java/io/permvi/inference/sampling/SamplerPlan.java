package io.permvi.inference.sampling;

import io.permvi.inference.structure.ChangeForm;
import io.permvi.inference.structure.GaussianPattern;
import io.permvi.inference.structure.ModelPoint;
import io.permvi.inference.structure.RandomMatchings;
import io.permvi.inference.structure.Structure;
import io.permvi.models.DensityModel;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What a sampler does with a model: which densities, which moves, how many proposals. Immutable, shared by all chains. */
final class SamplerPlan {
    private static final int MAX_GAUSSIAN = 400;
    private static final int MAX_COLLAPSED_COST = 16;
    private static final int SMALL = 10;
    private static final int MIN_HAMILTONIAN = 5;
    private static final long SEED = 41;

    private final Model model;
    private final Structure structure;
    private final GaussianPattern pattern;
    private final int[] others;
    private final Optional<EntryTables> tables;
    private final ChangeForm form;
    private final KroneckerSum hessian;

    SamplerPlan(Model model, Structure structure, boolean tablesWanted) {
        this.model = model;
        this.structure = structure;
        ModelPoint point = new ModelPoint(model);
        RandomGenerator rng = DrawRandom.of(SEED, 0, 0);
        int[] gaussian = Structure.entriesOf(point, structure.gaussian());
        if (gaussian.length > MAX_GAUSSIAN) {
            gaussian = new int[0];
        }
        pattern = gaussian.length == 0
                ? new GaussianPattern(gaussian, new int[0][], new int[0], 0)
                : GaussianPattern.probe(point, gaussian, rng);
        others = complement(point.realCount(), gaussian);
        hessian = new KroneckerSum(new ModelPoint(model));
        form = usableForm(hessian.point(), rng);
        tables = tables(point, tablesWanted, rng);
    }

    private static int[] complement(int count, int[] some) {
        boolean[] taken = new boolean[count];
        for (int e : some) {
            taken[e] = true;
        }
        int[] rest = new int[count - some.length];
        int at = 0;
        for (int e = 0; e < count; e++) {
            if (!taken[e]) {
                rest[at++] = e;
            }
        }
        return rest;
    }

    private ChangeForm usableForm(ModelPoint point, RandomGenerator rng) {
        if (structure.form() != ChangeForm.QUADRATIC) {
            return structure.form();
        }
        randomState(rng).writeTo(point);
        return hessian.refresh(rng) ? ChangeForm.QUADRATIC : ChangeForm.BEYOND;
    }

    private Optional<EntryTables> tables(ModelPoint point, boolean wanted, RandomGenerator rng) {
        if (!wanted || pattern.entries().length == 0 || !form.isLinear()) {
            return Optional.empty();
        }
        randomState(rng).writeTo(point);
        EntryTables found = new EntryTables(point, structure.rank(), pattern.entries(), rng);
        return found.worthwhile() ? Optional.of(found) : Optional.empty();
    }

    /** A dispersed state, its reals near zero. */
    SamplerState randomState(RandomGenerator rng) {
        List<DiscreteLatent> latents = structure.discrete();
        int[][] places = new int[latents.size()][];
        for (int k = 0; k < places.length; k++) {
            places[k] = RandomMatchings.draw(latents.get(k), rng);
        }
        double[] reals = new double[pattern.entries().length + others.length];
        for (int e = 0; e < reals.length; e++) {
            reals[e] = 0.1 * rng.nextGaussian();
        }
        return new SamplerState(latents, places, reals);
    }

    Model model() {
        return model;
    }

    Structure structure() {
        return structure;
    }

    ChangeForm form() {
        return form;
    }

    GaussianPattern pattern() {
        return pattern;
    }

    /** The flat indices of the reals that are not Gaussian. */
    int[] others() {
        return others;
    }

    boolean hasGaussian() {
        return pattern.entries().length > 0;
    }

    /** Whether changes of matchings are looked at with all reals held fixed. */
    boolean usesConditional() {
        return form != ChangeForm.NONE && (!hasGaussian() || form != ChangeForm.BEYOND);
    }

    /** Whether changes of matchings are looked at with the Gaussian reals integrated out. */
    boolean usesCollapsed() {
        return form != ChangeForm.NONE && hasGaussian();
    }

    boolean hasTables() {
        return tables.isPresent();
    }

    /** Whether the other reals are drawn with the Gaussian ones integrated out. */
    boolean slicesCollapsed() {
        return hasGaussian() && pattern.colors() + 2 <= MAX_COLLAPSED_COST;
    }

    /** Whether the other reals move together along the gradient. */
    boolean movesTogether() {
        return others.length >= MIN_HAMILTONIAN && model instanceof DifferentiableModel;
    }

    Changes conditional(ModelPoint point) {
        return switch (form) {
            case LINEAR, SEPARABLE -> new LinearChanges(point, false, structure.rank());
            case LINEAR_BUT_COUNT -> new LinearChanges(point, true, 0);
            case QUADRATIC -> new QuadraticChanges(point, hessian);
            default ->
                model instanceof DensityModel fast
                        ? new DensityChanges(fast.density())
                        : new ForwardChanges(point, form == ChangeForm.MULTILINEAR);
        };
    }

    Changes collapsed(ModelPoint point, GaussianConditional gaussian) {
        if (tables.isPresent()) {
            return new CollapsedTables(point, others, gaussian, new EntryTables(tables.get(), point));
        }
        return new CollapsedGradients(point, gaussian);
    }

    MatchingMoves moves() {
        return new MatchingMoves(
                structure.discrete(), structure.chain(), !form.isLinear() && form != ChangeForm.LINEAR_BUT_COUNT);
    }

    Optional<Regrowth> regrowth() {
        return Regrowth.serves(structure) ? Optional.of(new Regrowth(structure)) : Optional.empty();
    }

    /** Proposals of a sweep with all reals fixed. */
    int conditionalProposals(int items) {
        boolean cheap = pattern.entries().length + others.length == 0;
        return switch (form) {
            case LINEAR, SEPARABLE -> (cheap ? 50 : pattern.entries().length > SMALL ? 30 : 200) * items;
            case LINEAR_BUT_COUNT -> (cheap ? 50 : 200) * items;
            case QUADRATIC -> (cheap ? 30 : 150) * items;
            case MULTILINEAR -> 5 * items;
            default -> (model instanceof DensityModel ? 30 : 2) * items;
        };
    }

    /** Proposals of a sweep with the Gaussian reals integrated out. */
    int collapsedProposals(int items) {
        return hasTables()
                ? (pattern.entries().length <= SMALL ? 40 : 10) * items
                : Math.max(1, items / (usesConditional() ? 2 : 1));
    }

    @Override
    public String toString() {
        return (usesConditional() ? "matchings given all reals" : "")
                + (usesCollapsed()
                        ? (usesConditional() ? ", and " : "matchings ") + "with the Gaussian reals integrated out"
                        : "")
                + (hasTables() ? " by tables" : "")
                + (others.length > 0 ? "; " + others.length + " reals by slices" : "");
    }
}
