package io.permvi.applications.heads;

import io.permvi.inference.fields.KnownMatches;
import io.permvi.inference.fields.PointMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Names of experts that the other heads contradict. Heads are audited in folds by an atlas of the others: all names of
 * a head are held to be right, and each is asked how well the other names of the head predict it,
 *
 * <pre>evidence = max over other names of  s(point, other) + s(owner of other, given) - s(point, given) - s(owner, other),</pre>
 *
 * where s are the cavity log odds and a name that nobody owns costs the first and the third term only. A head whose
 * names fit better with left and right exchanged throughout, at the other hand, is a mirrored one.
 *
 * @param folds how many; at most the number of heads
 */
public record HeadAudit(int folds) {
    /** Pairs below this are as good as impossible. */
    private static final double LEAST_SCORE = -30;

    /** What is wrong with a name, if it is wrong. */
    public enum Kind {
        /** Another neuron fits the point better. */
        CONTRADICTED,
        /** Two points fit better with each other's names. */
        EXCHANGED,
        /** The name is given to another point too. */
        DOUBLE
    }

    /**
     * A name.
     *
     * @param point from 0
     * @param given by the expert
     * @param probability of the given name, from the other names of the head
     * @param other the name that fits best in its stead
     * @param owner the point that has the other name, -1 for none
     * @param evidence by which the other name fits better, in log density; negative where the given one fits best
     */
    public record Finding(
            String head,
            int point,
            String given,
            double probability,
            String other,
            int owner,
            double evidence,
            Kind kind) {}

    /**
     * The hand of a head's names.
     *
     * @param probability that left and right are named as in the other heads
     * @param evidence of the names as they are over those with left and right exchanged: log odds of the neurons without a
     *     twin on the other side
     */
    public record Hand(String head, int named, double probability, double evidence) {}

    /** All findings, the worst first, and the hands, the most doubtful first. */
    public record Report(List<Finding> findings, List<Hand> hands) {}

    /** Audits heads; {@code onHead} hears of each that is done. */
    public Report audit(List<HeadFile> files, Consumer<String> onHead) {
        List<Finding> findings = new ArrayList<>();
        List<Hand> hands = new ArrayList<>();
        HeadSplit split = new HeadSplit(Math.min(folds, files.size()), false, "", Integer.MAX_VALUE, 0);
        for (HeadSplit.Fold fold : split.of(files)) {
            HeadNaming naming = new HeadNaming(AtlasTuning.Choice.stored().learn(fold.training()));
            for (HeadFile file : fold.test()) {
                auditHead(naming, file.head(), findings, hands);
                onHead.accept(file.head().id());
            }
        }
        findings.sort(Comparator.comparingDouble(
                        (Finding f) -> f.kind() == Kind.DOUBLE ? Double.POSITIVE_INFINITY : f.evidence())
                .reversed());
        hands.sort(Comparator.comparingDouble(Hand::probability));
        return new Report(List.copyOf(findings), List.copyOf(hands));
    }

    private void auditHead(HeadNaming naming, Head head, List<Finding> findings, List<Hand> hands) {
        List<String> neurons = naming.atlas().names();
        Map<String, Integer> pointOfName = new HashMap<>();
        Map<Integer, Integer> known = new TreeMap<>();
        Map<Integer, Integer> mirrored = new TreeMap<>();
        for (int i = 0; i < head.size(); i++) {
            String name = head.names().get(i);
            if (name.isEmpty() || !neurons.contains(name)) {
                continue;
            }
            Integer first = pointOfName.putIfAbsent(name, i);
            if (first != null) {
                findings.add(new Finding(head.id(), i, name, 0, name, first, 0, Kind.DOUBLE));
                continue;
            }
            known.put(i, neurons.indexOf(name));
        }
        Twins twins = Twins.of(neurons);
        known.forEach((point, place) -> mirrored.put(point, twins.twin()[place]));
        if (known.size() < 4) {
            return;
        }
        HeadNaming.Judged given = naming.judge(head, KnownMatches.of(head.size(), known));
        HeadNaming.Judged exchanged = naming.judge(head, KnownMatches.of(head.size(), mirrored));
        double evidence = twins.difference(given.match(), exchanged.match());
        hands.add(new Hand(head.id(), known.size(), naming.probability(head, given, exchanged), evidence));
        findings.addAll(findings(head, neurons, known, given.match()));
    }

    private static List<Finding> findings(
            Head head, List<String> neurons, Map<Integer, Integer> known, PointMatch match) {
        double[][] scores = match.scores();
        int[] owner = new int[neurons.size()];
        Arrays.fill(owner, -1);
        known.forEach((point, place) -> owner[place] = point);
        List<Finding> findings = new ArrayList<>();
        Map<Integer, Integer> others = new LinkedHashMap<>();
        Map<Integer, Double> evidences = new HashMap<>();
        known.forEach((point, place) -> {
            int best = -1;
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < scores.length; k++) {
                double gain = k == place ? Double.NEGATIVE_INFINITY : gain(scores, point, place, k, owner[k]);
                if (gain > most) {
                    most = gain;
                    best = k;
                }
            }
            others.put(point, best);
            evidences.put(point, most);
        });
        others.forEach((point, other) -> {
            boolean exchanged = owner[other] >= 0;
            findings.add(new Finding(
                    head.id(),
                    point,
                    neurons.get(known.get(point)),
                    share(scores, point, known.get(point)),
                    neurons.get(other),
                    owner[other],
                    evidences.get(point),
                    exchanged ? Kind.EXCHANGED : Kind.CONTRADICTED));
        });
        return findings;
    }

    private static double gain(double[][] scores, int point, int place, int other, int owner) {
        double gain = score(scores, other, point) - score(scores, place, point);
        return owner < 0 ? gain : gain + score(scores, place, owner) - score(scores, other, owner);
    }

    private static double score(double[][] scores, int place, int point) {
        return Math.max(LEAST_SCORE, scores[place][point]);
    }

    /** How probable a neuron is for a point by itself. */
    private static double share(double[][] scores, int point, int place) {
        double total = 1;
        for (double[] row : scores) {
            total += Math.exp(row[point]);
        }
        return Math.exp(scores[place][point]) / total;
    }
}
