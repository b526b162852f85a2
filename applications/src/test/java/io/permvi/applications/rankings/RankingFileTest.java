package io.permvi.applications.rankings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.ranking.RankingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingFileTest {
    private static final String VOTES = """
            # FILE NAME: votes.soi
            # DATA TYPE: soi
            # NUMBER ALTERNATIVES: 3
            # NUMBER VOTERS: 7
            # NUMBER UNIQUE ORDERS: 2
            # ALTERNATIVE NAME 1: Ann
            # ALTERNATIVE NAME 2: Bob, the second
            # ALTERNATIVE NAME 3: Cleo
            4: 3, 1,2
            3: 2
            """;

    @TempDir
    private Path folder;

    private RankingFile read(String name, String content) throws IOException {
        return RankingFile.read(Files.writeString(folder.resolve(name), content), ReadingChoices.withDefaults());
    }

    private RankingData data(RankingFile file) {
        return file.data(ReadingChoices.withDefaults());
    }

    @Test
    void readsBothLayoutsOfPrefLib() throws IOException {
        RankingFile file = read("votes.soi", VOTES);
        assertEquals(List.of("Ann", "Bob, the second", "Cleo"), file.items());
        assertEquals(7, file.total());
        assertTrue(file.hasUnlisted());
        RankingFile old = read("old.soi", "3\n1,Ann\n2,Bob, the second\n3,Cleo\n7,7,2\n4,3,1,2\n3,2\n");
        assertEquals(data(file), data(old));
        assertEquals(data(file), data(read("windows.soi", "\uFEFF" + VOTES.replace("\n", "\r\n"))));
    }

    @Test
    void readsTiesAndCategories() throws IOException {
        String header = "# DATA TYPE: toc\n# NUMBER ALTERNATIVES: 4\n";
        RankingFile ties = read("ties.toc", header + "2: {1,3},{2,4}\n");
        assertArrayEquals(new int[] {0, 2}, ties.ballots().get(0).groups().get(0));
        RankingFile none = read("approval.cat", header.replace("toc", "cat") + "2: {},{1,2,3,4}\n5: 2,{1,3,4}\n");
        assertEquals(1, none.ballots().get(0).groups().size());
        assertEquals(7, none.total());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4: 3|4x: 3|line 9: the count must be a whole number",
                "4: 3|0: 3|line 9: the count must be a whole number of at least 1",
                "1,2|3,2|line 9: alternative 3 is ranked twice",
                "1,2|1,9|line 9: alternative 9 is unknown",
                "1,2|{1,2}|line 9: tied items",
                "3: 2|3: {2|line 10: a brace is opened",
                "VOTERS: 7|VOTERS: 8|line 4: NUMBER VOTERS is 8, but the file has 7 rankings",
                "ORDERS: 2|ORDERS: 3|line 5: NUMBER UNIQUE ORDERS is 3, but the file has 2",
                "NAME 3|NAME 4|line 3: 3 alternatives, but 3 names",
                "TYPE: soi|TYPE: wmd|line 2: PrefLib data of type wmd are no rankings",
                "NUMBER ALT|NUMBER OF ALT|line 1: the header '# NUMBER ALTERNATIVES:' is missing"
            })
    void saysWhereAFileIsWrong(String right, String wrong, String message) {
        InputException refused = assertThrows(InputException.class, () -> read("bad.soi", VOTES.replace(right, wrong)));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void readsRanksWithBlanksAndTies() throws IOException {
        RankingFile file = read("ranks.csv", "count,a,b,c,d,age\n2,1,2,3,4,31\n1,1,1,3,3,44\n1,2,,1,,50\n");
        assertEquals(List.of("a", "b", "c", "d"), file.items());
        assertEquals(4, file.total());
        assertEquals(List.of(2L, 1L, 1L), data(file).counts());
        assertTrue(data(file).sets().get(1).allows(1, 0, 3, 2));
        assertTrue(data(file).sets().get(2).allows(1, 2, 0, 3));
        assertEquals(1, file.notices().size());
        RankingFile unseen = file;
        ReadingChoices choices = ReadingChoices.withDefaults().withUnlisted(ReadingChoices.Unlisted.UNSEEN);
        assertTrue(unseen.data(choices).sets().get(2).allows(3, 0, 1, 2), "places of unseen items are open");
        assertEquals(3, file.notices(ReadingChoices.withDefaults()).size());
    }

    @Test
    void readsTheOtherTables() throws IOException {
        RankingFile orderings = read("o.csv", "count,Rank_1,Rank_2,Rank_3\n5,b,a,c\n1,c,,\n");
        assertEquals(List.of("a", "b", "c"), orderings.items());
        assertTrue(data(orderings).sets().get(0).allows(1, 0, 2));
        RankingFile scores = read("l.csv", "assessor,item,score\nx,10,1.5\nx,9,0.5\ny,9,2\ny,10,2\n");
        assertEquals(List.of("9", "10"), scores.items());
        assertTrue(scores.ballots().get(1).hasTies());
        RankingFile pairs = read("p.csv", "assessor,winner,loser\n1,b,a\n1,a,c\n2,c,a\n");
        assertEquals(2, pairs.total());
        assertTrue(data(pairs).sets().get(0).allows(1, 0, 2));
        RankingFile several = read("s.csv", "x_a,x_b,y_a,y_b\n1,2,2,1\n");
        assertEquals(List.of("a", "b"), several.items());
        assertEquals(2, several.total());
        RankingFile counted = read("c.csv", "i,j,w_ij,w_ji,t_ij\n1,2,5,3,2\n");
        assertEquals(10, counted.total());
        RankingFile three = read("t.csv", "v_a,v_b,v_c,best,worst\nx,y,z,C,A\n");
        assertTrue(data(three).sets().get(0).allows(2, 1, 0));
    }

    @Test
    void refusesTablesThatAreNoRankings() {
        assertThrows(InputException.class, () -> read("x.csv", "a,b\n0.5,1.5\n"));
        assertThrows(InputException.class, () -> read("x.csv", "a,b\n"));
        assertThrows(InputException.class, () -> read("x.csv", "winner,loser\na,a\n"));
        assertThrows(InputException.class, () -> read("x.csv", "assessor,item,rank\n1,a,1\n1,a,2\n1,b,1\n"));
        assertThrows(InputException.class, () -> read("x.csv", "Rank_1,Rank_2\na,a\nb,a\n"));
        RankingFile circle = assertDoesNotThrowRead("winner,loser,assessor\na,b,1\nb,c,1\nc,a,1\n");
        assertTrue(assertThrows(InputException.class, () -> data(circle))
                .getMessage()
                .contains("circle"));
        assertEquals(1, Description.of(circle).assessorsInCircles());
    }

    private RankingFile assertDoesNotThrowRead(String content) {
        try {
            return read("x.csv", content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tiesAreRefusedOnDemand() throws IOException {
        Path file = Files.writeString(folder.resolve("r.csv"), "a,b,c\n1,2,3\n1,1,3\n");
        ReadingChoices strict =
                new ReadingChoices(Optional.empty(), ReadingChoices.Ties.REFUSE, List.of(), List.of(), false, false);
        assertTrue(assertThrows(InputException.class, () -> RankingFile.read(file, strict))
                .getMessage()
                .contains("line 3"));
    }

    @Test
    void describesWhatTroublesAFit() throws IOException {
        RankingFile file =
                read("d.soi", "# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 6\n3: 1,2\n1: 2,1\n2: 4,3\n2: 3,4,6\n");
        Description description = Description.of(file);
        assertEquals(List.of("5"), file.neverRanked());
        assertEquals(3, description.groups().size());
        assertEquals(3, description.before()[0][1]);
        assertEquals(1.25, description.items().get(0).meanRank(), 1e-12);
        assertEquals(3, description.items().get(0).first());
        String all = String.join("\n", DescriptionFiles.sentences(file, description));
        assertTrue(all.contains("nobody ranked 5") && all.contains("1, 2 | 3, 4, 6 | 5"), all);
    }
}
