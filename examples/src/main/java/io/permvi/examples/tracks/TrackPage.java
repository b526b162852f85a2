package io.permvi.examples.tracks;

import io.permvi.applications.files.JsonFile;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackResult;
import io.permvi.plots.pages.Page;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The page on which tracks are seen over time: a slider, tails of some frames, doubtful links marked and listed. */
final class TrackPage {
    private static final String BODY = """
            <div class="bar"><button id="play" aria-pressed="false">Play</button>
            <input id="time" type="range" min="0" value="0" step="1" aria-label="frame" style="flex:1">
            <span class="number" id="frame"></span>
            <label>tail <input id="tail" type="number" min="0" value="8" style="width:4em"></label></div>
            <p class="faint" id="state" aria-live="polite"></p>
            <canvas id="space" width="1150" height="760" style="width:100%" aria-label="spots and tracks"></canvas>
            <h2>Links worth a look</h2><table><thead><tr><th>frame</th><th>from</th><th>to</th><th>probability</th></tr></thead>
            <tbody id="doubtful"></tbody></table>
            """;
    /**
     * Spots at most, so that the page stays small; recordings with more are shown up to the frame where that is
     * reached.
     */
    private static final int MOST = 200_000;

    private static final int DIGITS = 5;

    private TrackPage() {}

    /** What the script reads: spots frame by frame, links by spot numbers. */
    private record Data(
            int first,
            List<Integer> starts,
            List<String> ids,
            List<Double> x,
            List<Double> y,
            List<Integer> track,
            List<List<Number>> links,
            List<Integer> doubtful) {}

    static Page of(TrackResult result, int[] doubtful) {
        Spots spots = result.spots();
        int frames = spots.frames();
        while (spots.frameStart(frames) > MOST && frames > 1) {
            frames--;
        }
        int count = spots.frameStart(frames);
        List<Integer> links = IntStream.concat(Arrays.stream(result.taken()), Arrays.stream(doubtful))
                .filter(e -> result.target(e) < count)
                .distinct()
                .boxed()
                .toList();
        Data data = new Data(
                spots.frame(0),
                IntStream.rangeClosed(0, frames).mapToObj(spots::frameStart).toList(),
                IntStream.range(0, count).mapToObj(spots::id).toList(),
                IntStream.range(0, count).mapToObj(i -> rounded(spots.x(0, i))).toList(),
                IntStream.range(0, count).mapToObj(i -> rounded(spots.x(1, i))).toList(),
                IntStream.range(0, count).mapToObj(result::track).toList(),
                links.stream().map(e -> link(result, e)).toList(),
                Arrays.stream(doubtful)
                        .filter(e -> result.target(e) < count)
                        .mapToObj(links::indexOf)
                        .toList());
        String lead =
                result.toString() + (frames < spots.frames() ? "; the first " + frames + " frames are shown." : ".");
        return Page.of("Tracks over time", lead)
                .withData(JsonFile.compactText(data))
                .withBody(BODY)
                .withScript(Page.resource(TrackPage.class, "tracks.js"));
    }

    private static List<Number> link(TrackResult result, int e) {
        double probability = Math.round(1000 * result.probability(e)) / 1000.0;
        return List.of(result.source(e), result.target(e), probability, result.taken(e) ? 1 : 0);
    }

    private static double rounded(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(DIGITS))
                .doubleValue();
    }
}
