package io.permvi.applications.tracks;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What was learned of a recording: enough to link others of the same kind, or windows of a longer one, without learning.
 * Immutable once the learning has ended.
 */
public final class TrackModel implements Serializable {
    final TrackSettings settings;
    final double nearest;
    final double[][] range;
    final boolean[] logarithms;
    /** Features of spots at random, which say what is usual. */
    final double[][] nullFeatures;
    /** The flow before anything was learned. */
    final FlowGrid start;

    final Parameters known;
    final Flow.State flow;

    private TrackModel(
            TrackSettings settings,
            Scene scene,
            double[][] nullFeatures,
            FlowGrid start,
            Parameters known,
            Flow.State flow) {
        this.settings = settings;
        this.nullFeatures = nullFeatures;
        this.start = start;
        this.known = known;
        this.flow = flow;
        nearest = scene.nearest();
        range = scene.range();
        logarithms = scene.logarithms();
    }

    /** Before anything is learned. */
    static TrackModel begin(TrackSettings settings, Scene scene, double[][] nullFeatures, FlowGrid start) {
        Spots spots = scene.spots();
        double density = spots.size() / (scene.volume() * spots.frames());
        Parameters known = Parameters.begin(spots, scene.nearest(), density);
        return new TrackModel(settings, scene, nullFeatures, start, known, new Flow.State());
    }

    /** What a file holds of it, for the same scene and settings. */
    static TrackModel read(TrackSettings settings, Scene scene, double[][] nullFeatures, ArrayFile file)
            throws ArrayFileException {
        return new TrackModel(
                settings,
                scene,
                nullFeatures,
                FlowGrid.read(file, scene.range()),
                Parameters.read(file),
                Flow.State.read(file, scene.spots().dimensions()));
    }

    /** Writes what was learned into a file. */
    void write(ArrayFile file) {
        start.write(file);
        known.write(file);
        flow.write(file);
    }

    /** What was learned, by name. */
    public Map<String, Object> parameters() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("nearestNeighbor", nearest);
        all.put("endsPerFrame", known.ends[0]);
        all.put("endsPerFrameNearTheBorder", known.ends[1]);
        all.put("birthsPerVolumeAndFrame", known.births[0]);
        all.put("birthsPerVolumeAndFrameNearTheBorder", known.births[1]);
        all.put("falseAlarmsPerVolumeAndFrame", known.falseAlarms);
        all.put("detected", known.detected);
        all.put("stepDeviation", known.motion.deviation());
        all.put("stepFreedom", known.motion.freedom());
        all.put("longSteps", known.jumps);
        all.put("flowLength", flow.length * nearest);
        all.put("flowAmplitude", flow.amplitude);
        all.put("featureMemory", known.keep);
        all.put(
                "featureDeviation",
                IntStream.range(0, known.keep.length)
                        .mapToDouble(known.change::deviation)
                        .toArray());
        all.put("oddFeatures", known.oddFeatures);
        if (settings.divisions()) {
            all.put("divisionsPerFrame", known.divisions);
            all.put("childDistance", 2 * Math.exp(known.logHalf));
        }
        if (settings.velocity()) {
            all.put("momentum", known.momentum);
            all.put("turnDeviation", known.turn.deviation());
        }
        return all;
    }

    /** What a reader of the parameters must know. */
    List<String> warnings() {
        String rates = settings.gap() == 0
                ? "without gaps the chance of detection cannot be learned: what is missed counts as end and start"
                : "ends, births and missed detections explain one another in part: read their rates together";
        return known.motion.freedom() < 3
                ? List.of(
                        rates,
                        "steps have heavy tails: things may move in more than one way, which this model does not know")
                : List.of(rates);
    }
}
