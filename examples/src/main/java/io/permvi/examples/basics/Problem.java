package io.permvi.examples.basics;

import io.permvi.inference.Answer;
import io.permvi.inference.Inference;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.models.Model;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A model of simulated data and the score of what is found.
 *
 * @param model the log joint
 * @param rng what is left of the generator that drew the data
 * @param score of a posterior, against the truth
 */
public record Problem(Model model, RandomGenerator rng, Function<WeightedPosterior, String> score) {
    /** Solves it by the call that chooses, with default settings; prints what was done and returns the score. */
    public String solve() {
        Answer answer = Inference.of(model).run(rng);
        System.out.println(answer);
        return score.apply(answer.posterior());
    }
}
