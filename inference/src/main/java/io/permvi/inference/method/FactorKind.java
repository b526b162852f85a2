package io.permvi.inference.method;

import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.IndependentRows;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.Softmax;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The factors of a matching under the names that they have everywhere: a program that fits one of them calls its method so,
 * with a suffix where it does something else with it.
 */
public enum FactorKind {
    /** {@link StickBreaking} with its density. */
    STICK_BREAKING("stick-breaking", latent -> new RelaxedPermutation(latent, new StickBreaking())),
    /** Gaussian noise around a Sinkhorn mean, pulled toward the nearest matching, with its density. */
    ROUNDING("rounding", latent -> new RelaxedPermutation(latent, new Rounding())),
    /** Gumbel noise before the Sinkhorn operator, charged before the map. */
    GUMBEL_SINKHORN("gumbel-sinkhorn", latent -> new PreimagePermutation(latent, new SinkhornOperator(20, 0))),
    /** The same distribution of hard draws with an entropy of the matching. */
    GUMBEL_MATCHING("gumbel-matching", GumbelMatching::new),
    /** Gumbel noise before the softmax of each row, as if places could be shared. */
    GUMBEL_SOFTMAX(
            "gumbel-softmax",
            latent -> new PreimagePermutation(latent, space -> new Softmax().newPass(new Categories(space.allowed())))),
    /** Rows that choose independently. */
    NAIVE_MEAN_FIELD("naive-mean-field", IndependentRows::new),
    /** Item by item, exact probabilities. */
    SEQUENTIAL("sequential", SequentialMatching::new);

    private final String label;
    private final Function<MatchingLatent, VariationalFactor> factor;

    FactorKind(String label, Function<MatchingLatent, VariationalFactor> factor) {
        this.label = label;
        this.factor = factor;
    }

    /** The factor with its default settings. */
    public VariationalFactor of(MatchingLatent latent) {
        return factor.apply(latent);
    }

    /** The kind whose name a method's name is or begins with; the longest of those. */
    public static FactorKind ofMethod(String name) {
        return Arrays.stream(values())
                .filter(kind -> name.equals(kind.label) || name.startsWith(kind.label + "-"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no factor has the name of method " + name));
    }

    @Override
    public String toString() {
        return label;
    }
}
