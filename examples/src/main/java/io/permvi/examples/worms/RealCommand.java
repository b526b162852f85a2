package io.permvi.examples.worms;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.worms.ActivityNaming;
import io.permvi.applications.worms.FunctionalAtlas;
import io.permvi.applications.worms.RealWorm;
import io.permvi.applications.worms.RealWormFiles;
import io.permvi.applications.worms.WiringEvidence;
import io.permvi.examples.common.Moments;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi worms real}: what activity says of names on real recordings. */
@Command(
        name = "real",
        description = {
            "Say what activity and wiring tell of the names of real recordings whose cells are named already.",
            "Evidence of the true names against shuffled ones and rewired connectomes, near cells exchanged, and hidden cells"
                    + " named by the other worms; each worm is left out in turn, all choices are made within the others."
        })
final class RealCommand extends Program {
    private static final double[] SHARES = {0.25, 0.5, 0.75, 0.9};
    private static final double NEAR = 8;

    @Option(
            names = "--in",
            required = true,
            paramLabel = "DIR",
            description = "folder of recordings: NAME-activity.csv and"
                    + " NAME-names.csv (cell, neuron, confidence), or NAME.csv with a column a neuron")
    private Path in;

    @Option(names = "--contacts", required = true, paramLabel = "FILE", description = "CSV pre,post,type,synapses")
    private Path contacts;

    @Option(
            names = "--positions",
            paramLabel = "FILE",
            description = "CSV name,x_um,y_um,z_um of the cell bodies, for near cells")
    private Path positions;

    @Option(
            names = "--confidence",
            defaultValue = "2.5",
            description = "the least confidence at which a name is taken (default: ${DEFAULT-VALUE})")
    private double confidence;

    @Option(
            names = "--splits",
            defaultValue = "10",
            description = "hidden sets of each worm (default: ${DEFAULT-VALUE})")
    private int splits;

    @Option(names = "--shuffles", defaultValue = "60", description = "names dealt anew (default: ${DEFAULT-VALUE})")
    private int shuffles;

    @Option(names = "--rewired", defaultValue = "12", description = "rewired connectomes (default: ${DEFAULT-VALUE})")
    private int rewired;

    /** A line of the table of hidden names. */
    record HiddenRow(String worm, double known, String evidence, int cells, double right, double rank) {}

    /** A line of the table of ranks. */
    record RankRow(String worm, String against, boolean self, double evidence, double z, int above, int of) {}

    /** A line of the table of exchanged cells. */
    record NearRow(String worm, String evidence, int pairs, double ordered) {}

    @Override
    public void run() {
        requireAtLeast("--splits", 1, splits);
        requireAtLeast("--shuffles", 2, shuffles);
        requireAtLeast("--rewired", 2, rewired);
        WiringEvidence wiring = WiringEvidence.read(contacts);
        List<RealWorm> worms = RealWormFiles.read(in, wiring.neurons(), confidence);
        Map<String, double[]> places = positions();
        OutputFolder folder = folder().keeping(RealWormFiles.files(in));
        Random rng = new Random(options().seed());
        List<WiringEvidence> others =
                IntStream.range(0, rewired).mapToObj(r -> wiring.rewired(rng)).toList();
        List<RankRow> ranks = new ArrayList<>();
        List<HiddenRow> hidden = new ArrayList<>();
        List<NearRow> near = new ArrayList<>();
        ActivityNaming naming = new ActivityNaming(worms, wiring, FunctionalAtlas.Kind.CORRELATIONS, 0.02);
        try (ProgressReport progress = ProgressReport.start("real worms", worms.size())) {
            for (int w = 0; w < worms.size(); w++) {
                RealWorm worm = worms.get(w);
                for (boolean self : new boolean[] {false, true}) {
                    WiringEvidence own = wiring.withSelf(self);
                    ranks.add(row(
                            worm,
                            "shuffled names",
                            self,
                            shuffles,
                            ActivityNaming.amongShuffles(worm, own, shuffles, rng)));
                    ranks.add(row(
                            worm,
                            "rewired",
                            self,
                            rewired,
                            ActivityNaming.amongWirings(
                                    worm,
                                    own,
                                    others.stream().map(o -> o.withSelf(self)).toList())));
                }
                ActivityNaming chosen = naming.chosenWithout(w, rng);
                output().printf("%s: %s, wiring times %s%n", worm.id(), chosen.kind(), chosen.wiringWeight());
                Map<String, ActivityNaming> all = new LinkedHashMap<>();
                all.put("as first measured", naming);
                all.put("chosen", chosen);
                all.put("rewired", chosen.withWiring(others.get(0)));
                all.put(
                        "shuffled",
                        new ActivityNaming(shuffled(worms, w, rng), wiring, chosen.kind(), chosen.wiringWeight()));
                addHidden(w, all, hidden);
                if (!places.isEmpty()) {
                    addNear(w, all, places, near);
                }
                progress.update(w + 1, worm.id());
            }
        }
        folder.writeRecords("evidence.csv", RankRow.class, ranks);
        folder.writeRecords("hidden.csv", HiddenRow.class, hidden);
        folder.writeRecords("near.csv", NearRow.class, near);
        folder.writeSummary(name(), report(worms, ranks, hidden, near));
        output().printf("wrote %s%n", folder.path());
    }

    /** The same worms; the names of all but one are dealt anew among its cells. */
    private static List<RealWorm> shuffled(List<RealWorm> worms, int kept, Random rng) {
        List<RealWorm> other = new ArrayList<>();
        for (int v = 0; v < worms.size(); v++) {
            List<Integer> order = new ArrayList<>(
                    IntStream.range(0, worms.get(v).size()).boxed().toList());
            if (v != kept) {
                Collections.shuffle(order, rng);
            }
            other.add(worms.get(v).reordered(order));
        }
        return other;
    }

    private static RankRow row(RealWorm worm, String against, boolean self, int of, ActivityNaming.Rank rank) {
        return new RankRow(worm.id(), against, self, rank.truth(), rank.z(), rank.above(), of);
    }

    private void addHidden(int worm, Map<String, ActivityNaming> all, List<HiddenRow> rows) {
        all.forEach((label, naming) -> {
            ActivityNaming.Evidence evidence = naming.evidence(worm);
            for (ActivityNaming.Part part : ActivityNaming.Part.values()) {
                for (double share : SHARES) {
                    // the same hidden sets for all
                    Random rng = new Random(options().seed() * 31 + worm);
                    List<ActivityNaming.Hidden> found = IntStream.range(0, splits)
                            .mapToObj(s -> evidence.hidden(share, part, rng))
                            .toList();
                    rows.add(new HiddenRow(
                            naming.worms().get(worm).id(),
                            share,
                            label(label, part),
                            found.get(0).cells(),
                            found.stream()
                                    .mapToDouble(ActivityNaming.Hidden::right)
                                    .average()
                                    .orElse(0),
                            found.stream()
                                    .mapToDouble(ActivityNaming.Hidden::rank)
                                    .average()
                                    .orElse(0)));
                }
            }
        });
    }

    private static void addNear(
            int worm, Map<String, ActivityNaming> all, Map<String, double[]> places, List<NearRow> rows) {
        all.forEach((label, naming) -> {
            RealWorm own = naming.worms().get(worm);
            ActivityNaming.Evidence evidence = naming.evidence(worm);
            List<int[]> pairs = ActivityNaming.near(own, places, NEAR);
            for (ActivityNaming.Part part : ActivityNaming.Part.values()) {
                rows.add(new NearRow(
                        own.id(),
                        label(label, part),
                        pairs.size(),
                        pairs.stream()
                                .mapToDouble(pair -> evidence.ordered(pair[0], pair[1], part))
                                .average()
                                .orElse(0.5)));
            }
        });
    }

    private static String label(String label, ActivityNaming.Part part) {
        return label + ": " + part.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, double[]> positions() {
        Map<String, double[]> places = new HashMap<>();
        if (positions != null) {
            CsvTable.read(
                    positions,
                    List.of("name", "x_um", "y_um", "z_um"),
                    row -> places.put(
                            row.text("name"),
                            new double[] {row.measure("x_um"), row.measure("y_um"), row.measure("z_um")}));
        }
        return places;
    }

    private Map<String, Object> report(
            List<RealWorm> worms, List<RankRow> ranks, List<HiddenRow> hidden, List<NearRow> near) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("worms", worms.size());
        for (String against : List.of("shuffled names", "rewired")) {
            for (boolean self : new boolean[] {false, true}) {
                List<RankRow> own = ranks.stream()
                        .filter(r -> r.against().equals(against) && r.self() == self)
                        .toList();
                String key = against + (self ? ", own past" : ", no own past");
                String text = String.format(
                        Locale.ROOT,
                        "z %.1f to %.1f, %d of %d above the truth",
                        own.stream().mapToDouble(RankRow::z).min().orElse(0),
                        own.stream().mapToDouble(RankRow::z).max().orElse(0),
                        own.stream().mapToInt(RankRow::above).sum(),
                        own.stream().mapToInt(RankRow::of).sum());
                summary.put(key, text);
                output().println(key + ": " + text);
            }
        }
        for (String evidence :
                hidden.stream().map(HiddenRow::evidence).distinct().toList()) {
            StringBuilder line = new StringBuilder();
            for (double share : SHARES) {
                Moments moments = Moments.of(hidden.stream()
                        .filter(r -> r.evidence().equals(evidence) && r.known() == share)
                        .map(HiddenRow::right)
                        .toList());
                line.append(String.format(
                        Locale.ROOT, "  %.2f known: %.3f +- %.3f", share, moments.mean(), moments.error()));
            }
            Moments pairs = Moments.of(near.stream()
                    .filter(r -> r.evidence().equals(evidence))
                    .map(NearRow::ordered)
                    .toList());
            if (!near.isEmpty()) {
                line.append(String.format(Locale.ROOT, "  near pairs: %.3f +- %.3f", pairs.mean(), pairs.error()));
            }
            summary.put(evidence, line.toString().strip());
            output().println(evidence + ":" + line);
        }
        return summary;
    }
}
