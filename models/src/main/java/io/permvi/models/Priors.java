package io.permvi.models;

import io.permvi.relaxations.autodiff.Var;

/**
 * Log densities of real latents as formulas on the tape: normalized, summed over all entries, independent unless said
 * otherwise. Parameters are numbers or values of the tape, which are 1 by 1 for all entries or of the shape of x; those
 * that are values may be latents themselves. Outside of its support a density is not
 * finite: give the latent its {@link Domain}.
 *
 * <pre>{@code
 * Var prior = Priors.normal(z.get(w), 0, 2).plus(Priors.gamma(z.get(rate), 2, 1));
 * }</pre>
 */
public final class Priors {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private Priors() {}

    private static Var number(Var x, double value) {
        return x.tape().constant(value);
    }

    /** A value of the shape of x. */
    private static Var like(Var x, Var parameter) {
        return parameter.rows() == 1 && parameter.columns() == 1 ? parameter.spread(x.rows(), x.columns()) : parameter;
    }

    private static int count(Var x) {
        return x.value().getNumElements();
    }

    /** Normal: {@code -((x - mean) / deviation)^2 / 2 - log deviation - log(2 pi) / 2}. */
    public static Var normal(Var x, double mean, double deviation) {
        return normal(x, number(x, mean), number(x, deviation));
    }

    /** Normal, with a deviation above 0. */
    public static Var normal(Var x, Var mean, Var deviation) {
        return x.minus(mean)
                .dividedByElementwise(deviation)
                .sumOfSquares()
                .times(-0.5)
                .minus(like(x, deviation).log().sum())
                .plus(-count(x) * HALF_LOG_TWO_PI);
    }

    /** Half-normal on x of 0 or more: {@code log 2} more than a normal of mean 0. */
    public static Var halfNormal(Var x, double scale) {
        return halfNormal(x, number(x, scale));
    }

    /** Half-normal, with a scale above 0. */
    public static Var halfNormal(Var x, Var scale) {
        return normal(x, number(x, 0), scale).plus(count(x) * Math.log(2));
    }

    /** Log-normal on x above 0: the logarithm is normal. */
    public static Var logNormal(Var x, double mean, double deviation) {
        return logNormal(x, number(x, mean), number(x, deviation));
    }

    /** Log-normal, with a deviation above 0. */
    public static Var logNormal(Var x, Var mean, Var deviation) {
        Var log = x.log();
        return normal(log, mean, deviation).minus(log.sum());
    }

    /**
     * Gamma on x above 0: {@code shape log rate - log Gamma(shape) + (shape - 1) log x - rate x}; shape 1 is
     * exponential.
     */
    public static Var gamma(Var x, double shape, double rate) {
        return gamma(x, number(x, shape), number(x, rate));
    }

    /** Gamma, with shape and rate above 0. */
    public static Var gamma(Var x, Var shape, Var rate) {
        Var a = like(x, shape);
        Var b = like(x, rate);
        return a.timesElementwise(b.log())
                .minus(a.logGamma())
                .plus(a.plus(-1).timesElementwise(x.log()))
                .minus(b.timesElementwise(x))
                .sum();
    }

    /** Beta on x between 0 and 1: {@code (a - 1) log x + (b - 1) log(1 - x) - log B(a, b)}. */
    public static Var beta(Var x, double a, double b) {
        return beta(x, number(x, a), number(x, b));
    }

    /** Beta, with both parameters above 0. */
    public static Var beta(Var x, Var a, Var b) {
        Var first = like(x, a);
        Var second = like(x, b);
        return first.plus(-1)
                .timesElementwise(x.log())
                .plus(second.plus(-1).timesElementwise(x.negate().log1p()))
                .plus(first.plus(second).logGamma())
                .minus(first.logGamma())
                .minus(second.logGamma())
                .sum();
    }

    /**
     * Student's t: {@code log Gamma((v + 1) / 2) - log Gamma(v / 2) - log(v pi) / 2 - log scale - (v + 1) / 2 log(1 + r^2 /
     * v)} with v degrees of freedom and {@code r = (x - mean) / scale}; v = 1 is Cauchy.
     */
    public static Var student(Var x, double degreesOfFreedom, double mean, double scale) {
        return student(x, number(x, degreesOfFreedom), number(x, mean), number(x, scale));
    }

    /** Student's t, with degrees of freedom and scale above 0. */
    public static Var student(Var x, Var degreesOfFreedom, Var mean, Var scale) {
        Var v = like(x, degreesOfFreedom);
        Var half = v.plus(1).times(0.5);
        Var tail = x.minus(mean)
                .dividedByElementwise(scale)
                .square()
                .dividedByElementwise(v)
                .log1p();
        return half.logGamma()
                .minus(v.times(0.5).logGamma())
                .minus(v.times(Math.PI).log().times(0.5))
                .minus(like(x, scale).log())
                .minus(half.timesElementwise(tail))
                .sum();
    }

    /** Dirichlet, each row of x on the simplex, with one concentration for all entries. */
    public static Var dirichlet(Var x, double concentration) {
        return dirichlet(x, number(x, concentration));
    }

    /** Dirichlet by rows: {@code log Gamma(sum_j a_j) - sum_j log Gamma(a_j) + sum_j (a_j - 1) log x_j}, a above 0. */
    public static Var dirichlet(Var x, Var concentration) {
        Var a = like(x, concentration);
        return a.rowSums()
                .logGamma()
                .sum()
                .minus(a.logGamma().sum())
                .plus(a.plus(-1).dot(x.log()));
    }
}
