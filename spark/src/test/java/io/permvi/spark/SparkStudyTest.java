package io.permvi.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkStudyTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void casesAreDoneOnceAndGoOnWhereTheyWere() throws Exception {
        PersonFiles.write(folder.resolve("one"), 300, 1);
        PersonFiles.write(folder.resolve("two"), 300, 2);
        String data = folder.toString();
        String results = folder.resolve("out").toString();
        assertEquals(0, run("study", "--data", data, "--sets", "one", "--out", results), err::toString);
        assertEquals(0, run("study", "--data", data, "--sets", "one,two", "--out", results), err::toString);
        assertTrue(out.toString().contains("Going on after 1 rows"), out::toString);
        List<String> rows = Files.readAllLines(folder.resolve("out/study.csv"));
        assertEquals(3, rows.size());
        assertTrue(rows.get(1).startsWith("one,"), rows.get(1));
        assertTrue(rows.get(2).startsWith("two,"), rows.get(2));
        assertEquals(2, run("study", "--data", data, "--sets", "three", "--out", results));
        assertTrue(err.toString().contains("three"), err.toString());
    }

    @Test
    void filesAreLinkedByTheProgram() {
        PersonFiles persons = PersonFiles.write(folder, 400, 3);
        int code = run(
                "link",
                persons.file("A.csv"),
                persons.file("B.csv"),
                "--out",
                folder.resolve("l").toString(),
                "--truth",
                persons.file("truth.csv"));
        assertEquals(0, code, err::toString);
        assertTrue(out.toString().contains("F1 0.9"), out.toString());
        assertEquals(2, run("link", persons.file("A.csv"), persons.file("truth.csv"), "--out", folder.toString()));
        assertTrue(err.toString().contains("share no column"), err.toString());
    }
}
