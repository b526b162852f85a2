package io.permvi.examples.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.ranking.SpreadPrior;
import picocli.CommandLine.Option;

/** The options of priors. */
final class PriorOptions {
    @Option(
            names = "--prior-shape",
            defaultValue = "1",
            description = "shape of the gamma prior of alpha (default: ${DEFAULT-VALUE})")
    private double shape;

    @Option(
            names = "--prior-rate",
            defaultValue = "0.001",
            description = "rate of the gamma prior of alpha (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--prior-sd",
            defaultValue = "3",
            description = "of plackett-luce: standard deviation of log worths or coefficients; Infinity for maximum"
                    + " likelihood (default: ${DEFAULT-VALUE})")
    private double priorSd;

    /** The prior of alpha; checks the others too. */
    SpreadPrior spread() {
        worthSd();
        return InputException.unless("--prior-shape, --prior-rate", () -> new SpreadPrior(shape, rate));
    }

    double worthSd() {
        if (!(priorSd > 0)) {
            throw new InputException("--prior-sd must be above 0, got " + priorSd);
        }
        return priorSd;
    }
}
