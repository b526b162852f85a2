package io.permvi.inference.sampling;

/**
 * An inverse temperature and what suits chains there: the widths of slices, and how many proposals are worth their
 * while.
 */
final class Level {
    private static final double WANTED_ACCEPTANCE = 0.1;
    private static final double LEAST_SHARE = 0.1;

    private final double power;
    private final double[] widths;
    private double share;

    Level(double power, double[] widths, double share) {
        this.power = power;
        this.widths = widths.clone();
        this.share = share;
    }

    /** The same at another inverse temperature. */
    Level at(double otherPower) {
        return new Level(otherPower, widths, share);
    }

    double power() {
        return power;
    }

    /** By flat real; modified while they adapt. */
    double[] widths() {
        return widths;
    }

    /** So many of some proposals. */
    int share(int proposals) {
        return Math.max(1, (int) (share * proposals));
    }

    /** Where many proposals are accepted fewer are needed, and each costs more. */
    void adapt(double acceptance) {
        double wanted = Math.max(LEAST_SHARE, Math.min(1, WANTED_ACCEPTANCE / Math.max(1e-9, acceptance)));
        share = 0.9 * share + 0.1 * wanted;
    }
}
