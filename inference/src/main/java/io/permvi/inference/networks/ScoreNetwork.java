package io.permvi.inference.networks;

import io.permvi.relaxations.autodiff.Var;
import java.util.List;

/**
 * A network that looks at sets and gives, for each, a square matrix of scores: entry (i, q) says how well item i fits
 * place q. Equivariant: permuting the items of a set permutes the rows of its scores and changes nothing else.
 *
 * @param <B> a minibatch of sets
 */
public interface ScoreNetwork<B> {
    /** All weights. */
    ParameterSet parameters();

    /**
     * Records the scores of a minibatch, every refinement of them: the last is the answer, those before it are earlier
     * guesses that training may want to judge as well.
     *
     * @return at least one value, each with the square matrices of all sets stacked by rows
     */
    List<Var> scores(NetworkPass pass, B batch);
}
