package io.permvi.examples.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.JsonFile;
import io.permvi.applications.graphs.GraphStudy;
import io.permvi.examples.RunContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that go on where they were are killed at random moments (-Dkills=100, -Dkill.seed=1, -Dkill.first=3 to begin with the
 * fourth). Each must end with the
 * bits of a run that nobody killed, and never leave a half-written file under its final name.
 */
@Tag("study")
class KillCampaignTest {
    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final int FIRST = Integer.getInteger("kill.first", 0);
    private static final long SEED = Long.getLong("kill.seed", 1);
    /** A command is killed so often before it may end. */
    private static final int KILLS_OF_A_RUN = 3;

    private static final List<String> PROGRAMS = List.of(
            "matching --order 3 --per-sigma 1 --fits 6 --methods exact-draws,mallows-1 --out OUT",
            "transport --size 4 --steps 30 --largest 10 --out OUT",
            "link study --data DATA --out OUT",
            "zoo --order 3 --large 0 --problems 2 --draws 200 --methods gumbel-matching --out OUT",
            "sort train --model OUT/net --steps 600 --checkpoint 0.1 --out OUT",
            "jigsaw train --model OUT/net --grid 2 --width 8 --rank 4 --batch 4 --steps 60 --checkpoint 0.1 --out OUT",
            "morph train --model OUT/net --grid 7 --width 8 --batch 2 --steps 40 --checkpoint 0.1 --out OUT",
            "track moving/spots.csv --divisions --out OUT",
            "worms study --connectome worms --seeds 1 --sweeps conditions --out OUT",
            "worms identify --in recorded --out OUT",
            "heads validate --worms heads --folds 2 --no-tune --no-infer --out OUT",
            "graphs study --data networks --sets school-80 --shuffles 2 --out OUT",
            "fit OUT");

    @TempDir
    private Path folder;

    @BeforeEach
    void makeData() throws Exception {
        for (String set : List.of("one", "two", "three")) {
            permvi(List.of("link", "simulate", "--records", "150", "--out", "data/" + set))
                    .well();
        }
        permvi(List.of("track", "simulate", "--objects", "300", "--drift", "1", "--out", "moving"))
                .well();
        permvi(List.of("heads", "simulate", "--heads", "4", "--out", "heads")).well();
        makeConnectome();
        permvi(List.of(
                        "worms",
                        "simulate",
                        "--connectome",
                        "worms",
                        "--worms",
                        "2",
                        "--time-steps",
                        "200",
                        "--out",
                        "recorded"))
                .well();
        for (GraphStudy.Case each : GraphStudy.CASES) {
            for (String file : each.files()) {
                Files.createDirectories(folder.resolve("networks").resolve(file).getParent());
                Files.writeString(folder.resolve("networks").resolve(file), "0 1\n0 3\n1 2\n2 3\n3 4\n4 0\n4 1\n");
            }
        }
    }

    private void makeConnectome() throws IOException {
        Path worms = Files.createDirectory(folder.resolve("worms"));
        StringBuilder neurons = new StringBuilder("name,soma_position\n");
        StringBuilder edges = new StringBuilder("pre,post,type,synapses\n");
        for (int i = 0; i < 60; i++) {
            neurons.append("N" + i + "," + i / 60.0 + "\n");
            edges.append("N" + i + ",N" + (i + 1) % 60 + ",chemical,3\nN" + i + ",N" + (7 * i + 3) % 60 + ",gap,1\n");
        }
        Files.writeString(worms.resolve("neurons.csv"), neurons);
        Files.writeString(worms.resolve("edges.csv"), edges);
    }

    private static List<String> java(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(
                Ran.java(), "-Xmx600m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        boolean fit = arguments.get(0).equals("fit");
        all.add(fit ? CheckpointedFit.class.getName() : "io.permvi.examples.Main");
        all.addAll(arguments.subList(fit ? 1 : 0, arguments.size()));
        return all;
    }

    private Ran permvi(List<String> arguments) throws Exception {
        return Ran.in(folder, Map.of(), java(arguments));
    }

    private static List<String> arguments(String program, String out) {
        return List.of(program.replace("OUT", out).replace("DATA", "data").split(" "));
    }

    @Test
    void killedRunsEndWithTheBitsOfWholeOnes() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        int kills = 0;
        int round = FIRST;
        while (kills < KILLS) {
            String program = PROGRAMS.get(round % PROGRAMS.size());
            String whole = "whole" + round % PROGRAMS.size();
            long start = System.nanoTime();
            if (!Files.exists(folder.resolve(whole))) {
                permvi(arguments(program, whole)).well();
            }
            long millis = Math.max(1500, (System.nanoTime() - start) / 1_000_000);
            String out = "killed" + round++;
            int hit = 0;
            for (int k = 0; k < KILLS_OF_A_RUN && kills + hit < KILLS; k++) {
                hit += kill(arguments(program, out), random.nextLong(millis)) ? 1 : 0;
                requireWholeFiles(folder.resolve(out));
            }
            kills += hit;
            permvi(arguments(program, out)).well();
            requireWholeFiles(folder.resolve(out));
            assertEquals(content(whole), content(out), program);
            System.out.println(hit + " kills of " + program);
        }
        System.out.println(kills + " kills, all runs end with the bits of whole ones");
    }

    /** Starts a program and kills it after a while; false when it had ended by then. */
    private boolean kill(List<String> arguments, long millis) throws Exception {
        Process process = new ProcessBuilder(java(arguments))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return !ended;
    }

    /** Files that are there can be read to their end; journals may lack the end of their last line. */
    private static void requireWholeFiles(Path out) throws IOException {
        for (Path file : RunContent.files(out)) {
            String name = file.toString();
            if (name.endsWith(".json")) {
                JsonFile.tree(file);
            } else if (name.endsWith(".csv") && !name.endsWith(".journal.csv")) {
                CsvTable.read(file, List.of(), row -> {});
            } else if (name.endsWith(".png")) {
                assertTrue(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("IEND"), name);
            } else if (name.endsWith("net")) {
                assertTrue(
                        Files.readString(file, StandardCharsets.ISO_8859_1).matches("(?s).*crc32 [0-9a-f]{8}\n"), name);
            }
        }
    }

    private Map<String, String> content(String out) throws IOException {
        Map<String, String> all = RunContent.of(folder.resolve(out));
        assertNotEquals(Map.of(), all, out);
        return all;
    }

    @Test
    void aSecondProgramInTheFolderIsRefused() throws Exception {
        for (String program : List.of(PROGRAMS.get(0), PROGRAMS.get(4))) {
            String longer = program.replace("--fits 6", "--fits 100000").replace("--steps 600", "--steps 100000");
            Process first = new ProcessBuilder(java(arguments(longer, "shared")))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                Path lock = folder.resolve("shared").resolve(program.contains("net") ? ".net.lock" : ".results.lock");
                for (int k = 0; k < 600 && !Files.exists(lock); k++) {
                    Thread.sleep(100);
                }
                Thread.sleep(1000);
                Ran second = permvi(arguments(longer, "shared"));
                assertEquals(2, second.code(), second.output());
                assertTrue(second.output().contains("another program is at work"), second.output());
                assertEquals(1, second.output().lines().count(), second.output());
            } finally {
                first.destroyForcibly().waitFor();
            }
        }
    }

    /** A file system of a few pages fills while a study writes; with room again, the study goes on. */
    @Test
    void aFullDiskIsSaidAndNothingIsLost() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(mount("size=24k", disk), "no file system can be mounted by this user");
        try {
            for (String program : List.of(PROGRAMS.get(0), PROGRAMS.get(4))) {
                Ran full = permvi(arguments(program, "disk/out"));
                assertEquals(2, full.code(), full.output());
                assertTrue(full.output().contains("No space left"), full.output());
                requireWholeFiles(disk.resolve("out"));
                remount(disk, "remount,size=4m");
                permvi(arguments(program, "disk/out")).well();
                permvi(arguments(program, "roomy")).well();
                assertEquals(content("roomy"), content("disk/out"), program);
                run(
                        "rm",
                        "-r",
                        disk.resolve("out").toString(),
                        folder.resolve("roomy").toString());
                remount(disk, "remount,size=24k");
            }
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefusedAtOnce() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(mount("ro", disk), "no file system can be mounted by this user");
        try {
            for (String program : PROGRAMS.subList(0, PROGRAMS.size() - 1)) {
                for (String out : List.of("disk", "disk/out")) {
                    Ran refused = permvi(arguments(program, out));
                    assertEquals(2, refused.code(), refused.output());
                    assertTrue(refused.output().contains("Read-only file system"), refused.output());
                    assertEquals(1, refused.output().lines().count(), refused.output());
                }
            }
        } finally {
            run("umount", disk.toString());
        }
    }

    private boolean mount(String options, Path disk) throws Exception {
        return Ran.has("mount") && run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString());
    }

    private void remount(Path disk, String options) throws Exception {
        assertTrue(run("mount", "-o", options, disk.toString()), options);
    }

    private boolean run(String... command) throws Exception {
        return Ran.in(folder, Map.of(), Arrays.asList(command)).code() == 0;
    }
}
