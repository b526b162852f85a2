package io.permvi.applications.worms;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.worms.WormRecording;
import io.permvi.relaxations.permutation.Matching;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Whether the names of worms are to be trusted. Three things can be wrong: recordings that cannot settle the names
 * (hardly longer than there are cells), names that leave too much unexplained (the search ended in a wrong mode, or the
 * connectome is wrong), and searches from other starts that end with other names, more of them than the probabilities
 * admit.
 *
 * @param freedom time steps beyond the number of cells, in the worm that has fewest: what is left to check names by
 * @param cells of that worm
 * @param misfit of the names, standard deviations; see {@link CollapsedPass#misfit}
 * @param searches from other starts that were made; 0 where nothing called for them
 * @param agreement share of the free cells that these gave the same name, on average
 * @param stated mean probability of the free cells' names
 */
public record NameTrust(int freedom, int cells, double misfit, int searches, double agreement, double stated) {
    /** Below it, the free regressions leave nothing to compare with. */
    private static final int LEAST_FREEDOM = 8;

    private static final double LARGEST_MISFIT = 3;
    /** Of recordings with twice as many time steps as cells; of shorter ones in proportion to their freedom. */
    private static final double TOLERANCE = 0.05;

    /** Whether probabilities and names are to be trusted. */
    public boolean settled() {
        return canSettle(freedom) && !misfits() && agrees();
    }

    /** Whether so many time steps beyond the cells leave anything to check names by. */
    static boolean canSettle(int freedom) {
        return freedom > LEAST_FREEDOM;
    }

    private boolean misfits() {
        return misfit > LARGEST_MISFIT;
    }

    private boolean agrees() {
        return searches == 0 || agreement >= stated - TOLERANCE * Math.min(1, freedom / (double) cells);
    }

    /** One sentence that says whether, and why. */
    public String sentence() {
        if (!canSettle(freedom)) {
            return String.format(
                    Locale.ROOT,
                    "NOT SETTLED: a recording has %s its cells, so names cannot be checked and are not to be trusted;"
                            + " record longer.",
                    freedom <= 0 ? "no more time steps than" : "only " + freedom + " time steps more than");
        }
        if (!agrees()) {
            return String.format(
                    Locale.ROOT,
                    "NOT SETTLED: searches from %d other starts give %.2f of the cells the same name, but the names' mean"
                            + " probability is %.2f; do not trust it. Record longer, or give more known cells.",
                    searches,
                    agreement,
                    stated);
        }
        if (misfits()) {
            return String.format(
                    Locale.ROOT,
                    "NOT SETTLED: the names leave more of the activity unexplained than right ones would (misfit %.1f, at most"
                            + " %.0f): a wrong mode or a wrong connectome.",
                    misfit,
                    LARGEST_MISFIT);
        }
        return String.format(
                Locale.ROOT,
                "SETTLED: the names explain the activity (misfit %.1f)%s; their mean probability is %.2f.",
                misfit,
                searches == 0
                        ? ""
                        : String.format(Locale.ROOT, ", and %d other searches agree in %.2f", searches, agreement),
                stated);
    }

    /** That of names with these marginals. */
    static NameTrust of(
            CollapsedDynamics density,
            List<Matching> names,
            List<List<Matching>> others,
            List<MatchingMarginals> marginals) {
        CollapsedPass pass = density.newPass();
        pass.start(names);
        double stated = 0;
        double free = 0;
        for (int j = 0; j < names.size(); j++) {
            Matching best = marginals.get(j).mostProbable();
            for (int i = 0; i < best.size(); i++) {
                if (isFree(density, j, i)) {
                    free++;
                    stated += marginals.get(j).probability(i, best.place(i));
                }
            }
        }
        WormRecording shortest = shortest(density);
        return new NameTrust(
                freedom(shortest),
                shortest.statistics().cells(),
                pass.misfit(),
                others.size(),
                agreement(density, names, others),
                free == 0 ? 1 : stated / free);
    }

    /** Time steps beyond the cells, in the worm that has fewest. */
    static int freedom(CollapsedDynamics density) {
        return freedom(shortest(density));
    }

    private static int freedom(WormRecording worm) {
        return worm.statistics().transitions() - worm.statistics().cells();
    }

    private static WormRecording shortest(CollapsedDynamics density) {
        return density.worms().stream()
                .min(Comparator.comparingInt(NameTrust::freedom))
                .orElseThrow();
    }

    /** The share of the free cells that other searches give the same name; 1 where there are none. */
    static double agreement(CollapsedDynamics density, List<Matching> names, List<List<Matching>> others) {
        double same = 0;
        double all = 0;
        for (List<Matching> other : others) {
            for (int j = 0; j < names.size(); j++) {
                for (int i = 0; i < names.get(j).size(); i++) {
                    if (isFree(density, j, i)) {
                        all++;
                        same += other.get(j).place(i) == names.get(j).place(i) ? 1 : 0;
                    }
                }
            }
        }
        return all == 0 ? 1 : same / all;
    }

    private static boolean isFree(CollapsedDynamics density, int worm, int cell) {
        return density.latents().get(worm).space().allowed().rowCount(cell) > 1;
    }
}
