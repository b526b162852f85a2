package io.permvi.inference.structure;

import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.counting.LogPermanent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.ejml.data.DMatrixRMaj;

/**
 * What a model is, found by evaluating it at random points: how it depends on its discrete latents, which of its reals
 * are Gaussian given all else, its symmetries, how many discrete values there are and what an evaluation costs. Samplers
 * choose their changes by it; each finding can be overridden. Cost: some hundred evaluations.
 *
 * @param discrete the discrete latents, in the model's order
 * @param reals the real latents, in the model's order
 * @param form how the log joint depends on the discrete latents
 * @param rank that of each item's Hessian where the form is {@link ChangeForm#SEPARABLE}, otherwise 0
 * @param gaussian the real latents that are jointly Gaussian given the matchings and the other reals
 * @param chain the discrete latents in an order in which each depends on its neighbors only, once the Gaussian reals are
 *     integrated out; empty where there is none
 * @param symmetries under which the log joint does not change
 * @param logStates the log of the number of values of all discrete latents; NaN where it is not counted
 * @param seconds the time of one evaluation, for estimates only
 */
public record Structure(
        List<DiscreteLatent> discrete,
        List<RealLatent> reals,
        ChangeForm form,
        int rank,
        List<RealLatent> gaussian,
        List<DiscreteLatent> chain,
        Symmetries symmetries,
        double logStates,
        double seconds) {

    private static final long SEED = 14;

    /** Copies the lists. */
    public Structure {
        discrete = List.copyOf(discrete);
        reals = List.copyOf(reals);
        gaussian = List.copyOf(gaussian);
        chain = List.copyOf(chain);
    }

    /**
     * Probes a model; always at the same points.
     *
     * @throws IllegalArgumentException when the log joint is finite at none of many random values
     */
    public static Structure of(Model model) {
        StructureProbe probe = new StructureProbe(model, DrawRandom.of(SEED, 0, 0));
        probe.requireFinite();
        ModelPoint point = probe.point();
        double logStates = 0;
        for (DiscreteLatent latent : point.discreteLatents()) {
            logStates += logCount(latent);
        }
        ChangeForm form = probe.form();
        List<RealLatent> gaussian = probe.gaussian();
        Symmetries symmetries = Symmetries.find(point, DrawRandom.of(SEED, 1, 0));
        return new Structure(
                point.discreteLatents(),
                point.realLatents(),
                form,
                form == ChangeForm.SEPARABLE ? probe.separableRank() : 0,
                gaussian,
                probe.chain(gaussian),
                symmetries,
                logStates,
                probe.secondsPerForward());
    }

    /** The same with another form: a simpler one must hold, {@link ChangeForm#BEYOND} always does. */
    public Structure withForm(ChangeForm value) {
        return new Structure(discrete, reals, value, rank, gaussian, chain, symmetries, logStates, seconds);
    }

    /** The same with other Gaussian reals; an empty list always holds. */
    public Structure withGaussian(List<RealLatent> values) {
        return new Structure(discrete, reals, form, rank, values, chain, symmetries, logStates, seconds);
    }

    /** The same with other symmetries. */
    public Structure withSymmetries(Symmetries value) {
        return new Structure(discrete, reals, form, rank, gaussian, chain, value, logStates, seconds);
    }

    /** The flat indices of the entries of some of a point's real latents. */
    public static int[] entriesOf(ModelPoint point, List<RealLatent> latents) {
        List<Integer> entries = new ArrayList<>();
        int at = 0;
        for (RealLatent real : point.realLatents()) {
            for (int k = 0; k < real.support().count(); k++, at++) {
                if (latents.contains(real)) {
                    entries.add(at);
                }
            }
        }
        return entries.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The log of the number of values of a discrete latent; NaN within a mask that is too large to count. */
    static double logCount(DiscreteLatent latent) {
        SparsityPattern allowed = latent.space().allowed();
        int m = allowed.rows();
        int n = allowed.columns();
        if (latent instanceof CategoricalLatent) {
            double sum = 0;
            for (int i = 0; i < m; i++) {
                sum += Math.log(allowed.rowCount(i));
            }
            return sum;
        }
        if (latent.space().partial()) {
            return allowed.isFull() ? logPartialCount(m, n) : Double.NaN;
        }
        if (allowed.isFull()) {
            return CombinatoricsUtils.factorialLog(n) - CombinatoricsUtils.factorialLog(n - m);
        }
        if (n <= LogPermanent.LARGEST_EXACT) {
            return logMasked(allowed);
        }
        int free = freeItems(allowed);
        return m == n && free >= 0 ? CombinatoricsUtils.factorialLog(free) : Double.NaN;
    }

    /**
     * How many items share all the places that the other items, with a single one each, leave; -1 where it is
     * otherwise.
     */
    private static int freeItems(SparsityPattern allowed) {
        int known = 0;
        for (int i = 0; i < allowed.rows(); i++) {
            known += allowed.rowCount(i) == 1 ? 1 : 0;
        }
        int free = allowed.rows() - known;
        for (int i = 0; i < allowed.rows(); i++) {
            if (allowed.rowCount(i) != 1 && allowed.rowCount(i) != free) {
                return -1;
            }
        }
        boolean[] taken = new boolean[allowed.columns()];
        allowed.forEachEntry((e, i, j) -> taken[j] |= allowed.rowCount(i) == 1);
        boolean[] separate = {true};
        allowed.forEachEntry((e, i, j) -> separate[0] &= allowed.rowCount(i) == 1 || !taken[j]);
        return separate[0] ? free : -1;
    }

    private static double logMasked(SparsityPattern allowed) {
        int m = allowed.rows();
        int n = allowed.columns();
        SparsityPattern padded = SparsityPattern.where(n, n, (i, j) -> i >= m || allowed.allows(i, j));
        return LogPermanent.exact(new DMatrixRMaj(n, n), padded) - CombinatoricsUtils.factorialLog(n - m);
    }

    /** log sum_k C(m, k) C(n, k) k!. */
    private static double logPartialCount(int m, int n) {
        double largest = Double.NEGATIVE_INFINITY;
        double[] terms = new double[Math.min(m, n) + 1];
        for (int k = 0; k < terms.length; k++) {
            terms[k] = CombinatoricsUtils.binomialCoefficientLog(m, k)
                    + CombinatoricsUtils.binomialCoefficientLog(n, k)
                    + CombinatoricsUtils.factorialLog(k);
            largest = Math.max(largest, terms[k]);
        }
        double sum = 0;
        for (double term : terms) {
            sum += Math.exp(term - largest);
        }
        return largest + Math.log(sum);
    }

    private static String names(List<? extends Latent> latents) {
        return latents.stream().map(Latent::name).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(form.toString());
        if (!reals.isEmpty()) {
            List<RealLatent> others = new ArrayList<>(reals);
            others.removeAll(gaussian);
            text.append(gaussian.isEmpty() ? "; no Gaussian reals" : "; Gaussian given the rest: " + names(gaussian));
            text.append(others.isEmpty() ? "" : "; other reals: " + names(others));
        }
        text.append(chain.isEmpty() ? "" : "; a chain of " + chain.size() + " matchings");
        text.append("; ").append(symmetries);
        if (!Double.isNaN(logStates)) {
            text.append(String.format(Locale.ROOT, "; %.3g discrete values", Math.exp(logStates)));
        }
        return text.append(String.format(Locale.ROOT, "; %.0f us an evaluation", seconds * 1e6))
                .toString();
    }
}
