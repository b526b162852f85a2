package io.permvi.examples.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything of a release but the upload, in a clean clone of what is committed: artifacts, signatures by a key that is
 * thrown away, checksums, the list of components, the same bytes twice, and a project outside that takes the library by its BOM.
 * The repository is empty at first; the environment variable PERMVI_REPOSITORY names one to use instead. Takes minutes.
 */
@Tag("study")
@TestMethodOrder(OrderAnnotation.class)
class ReleaseTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> LIBRARIES =
            List.of("relaxations", "models", "inference", "testkit", "plots", "applications");
    private static final long MEGABYTE = 1_000_000;

    @TempDir
    private static Path folder;

    private static Path clone;
    private static Map<String, String> settings;

    @BeforeAll
    static void release() throws Exception {
        assumeTrue(Ran.has("mvn") && Ran.has("git") && Ran.has("gpg"), "a release needs mvn, git and gpg");
        // sockets of gpg's agent need a short name
        Path keys = Files.createTempDirectory("k");
        settings = Map.of("GNUPGHOME", keys.toString());
        String[] key = {
            "gpg", "-q", "--batch", "--passphrase", "", "--quick-gen-key", "test@permvi.invalid", "rsa2048", "sign"
        };
        Ran.in(folder, settings, List.of(key)).well();
        clone = build("first", "install");
    }

    private static Path build(String name, String phase) throws Exception {
        Path target = folder.resolve(name);
        Ran.in(folder, Map.of(), List.of("git", "clone", "-q", ROOT.toString(), target.toString()))
                .well();
        maven(target, "-Prelease,distribution", "-DskipTests", phase).well();
        return target;
    }

    private static Ran maven(Path project, String... arguments) throws Exception {
        String repository = Optional.ofNullable(System.getenv("PERMVI_REPOSITORY"))
                .orElse(folder.resolve("repository").toString());
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-q", "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        return Ran.in(project, settings, command);
    }

    private static List<Path> files(Path project, String module, String ending) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve(module).resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("permvi-" + module + "-"))
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @Order(1)
    void everyLibraryHasSourcesJavadocAndSignatures() throws Exception {
        for (String module : LIBRARIES) {
            List<Path> jars = files(clone, module, ".jar");
            assertEquals(3, jars.size(), module + ": " + jars);
            for (Path jar : jars) {
                assertHolds(jar, "LICENSE", "NOTICE");
                Path signature = jar.resolveSibling(jar.getFileName() + ".asc");
                Ran.in(folder, settings, List.of("gpg", "--verify", signature.toString(), jar.toString()))
                        .well();
            }
        }
    }

    private static void assertHolds(Path jar, String... names) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (String name : names) {
                assertTrue(zip.getEntry("META-INF/" + name) != null, jar + " has no META-INF/" + name);
            }
        }
    }

    @Test
    @Order(2)
    void theListOfComponentsNamesWhatIsShipped() throws Exception {
        String components = Files.readString(clone.resolve("inference/target/bom.json"));
        assertTrue(components.contains("\"CycloneDX\""), components);
        for (String name :
                List.of("permvi-models", "permvi-relaxations", "ejml-ddense", "commons-math3", "Apache-2.0")) {
            assertTrue(components.contains('"' + name + '"'), name + " is not among the components");
        }
        assertTrue(!components.contains("junit"), "tests are no components");
    }

    @Test
    @Order(3)
    void twoBuildsGiveTheSameBytes() throws Exception {
        Path second = build("second", "package");
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (String module : LIBRARIES) {
            for (Path jar : files(clone, module, ".jar")) {
                compared++;
                if (Files.mismatch(jar, second.resolve(clone.relativize(jar))) >= 0) {
                    different.add(jar.getFileName().toString());
                }
            }
        }
        Path runnable = Path.of("examples/target/permvi.jar");
        if (Files.mismatch(clone.resolve(runnable), second.resolve(runnable)) >= 0) {
            different.add("permvi.jar");
        }
        assertEquals(List.of(), different);
        assertEquals(3 * LIBRARIES.size(), compared);
    }

    @Test
    @Order(4)
    void aProjectOutsideTakesTheLibraryAlone() throws Exception {
        Path project = Files.createDirectories(folder.resolve("outside"));
        Path source = Files.createDirectories(project.resolve("src/main/java")).resolve("Outside.java");
        Files.writeString(source, SOURCE);
        Files.writeString(project.resolve("pom.xml"), POM);
        maven(project, "compile", "dependency:copy-dependencies", "-DincludeScope=runtime")
                .well();
        System.out.println(maven(project, "dependency:tree", "-Dverbose=false", "-DoutputFile=tree.txt")
                        .well()
                        .output()
                + Files.readString(project.resolve("tree.txt")));
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> jars = Files.list(project.resolve("target/dependency"))) {
            for (Path jar : jars.toList()) {
                sizes.put(jar.getFileName().toString(), Files.size(jar));
            }
        }
        long total = sizes.values().stream().mapToLong(Long::longValue).sum();
        System.out.println(total + " bytes: " + sizes);
        assertTrue(total < 6 * MEGABYTE, total + " bytes: " + sizes);
        List<String> command = List.of(Ran.java(), "-cp", "target/classes:target/dependency/*", "Outside");
        assertTrue(Ran.in(project, Map.of(), command).well().output().contains("Exact"));
    }

    /** As somebody does who has nothing but the page. */
    @Test
    @Order(5)
    void theProjectOfTheStartRuns() throws Exception {
        String page = Files.readString(clone.resolve("docs/start.md"));
        Path project = Files.createDirectories(folder.resolve("start"));
        Files.writeString(project.resolve("pom.xml"), block(page, "xml"));
        Path source = Files.createDirectories(project.resolve("src/main/java")).resolve("First.java");
        Files.writeString(source, block(page, "java"));
        assertTrue(page.contains("mvn -q compile exec:java -Dexec.mainClass=First"));
        String said = maven(project, "compile", "exec:java", "-Dexec.mainClass=First")
                .well()
                .output();
        assertTrue(said.contains("[0 (0.832), 1 (0.168)]"), said);
        assertTrue(Files.exists(project.resolve("first.png")), said);
    }

    private static String block(String page, String language) {
        int start = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(start, page.indexOf("```", start));
    }

    @Test
    @Order(6)
    void theArchiveIsTheSameTwiceAndStarts() throws Exception {
        Path archive = Path.of("examples/target/permvi-0.1.0-SNAPSHOT.tar.gz");
        Path first = clone.resolve(archive);
        assertEquals(-1, Files.mismatch(first, folder.resolve("second").resolve(archive)));
        Ran.in(folder, Map.of(), List.of("tar", "xzf", first.toString())).well();
        Path script = folder.resolve("permvi-0.1.0-SNAPSHOT/bin/permvi");
        String info = Ran.in(folder, Map.of(), List.of(script.toString(), "info"))
                .well()
                .output();
        assertTrue(info.contains("permvi          0.1.0") && info.contains("regions         "), info);
        long jar = Files.size(script.resolveSibling("../lib/permvi.jar"));
        assertTrue(jar < 40 * MEGABYTE, jar + " bytes");
        assertHolds(script.resolveSibling("../lib/permvi.jar"), "LICENSE", "NOTICE", "THIRD-PARTY.txt");
        assertTrue(Files.exists(script.resolveSibling("../share/man/man1/permvi.1")), "no manual pages");
    }

    @Test
    @Order(7)
    void checksumsOfWhatIsDownloadedHold() throws Exception {
        Path target = clone.resolve("examples/target");
        Path sums = target.resolve("SHA256SUMS");
        List<String> named = new ArrayList<>();
        for (String line : Files.readAllLines(sums)) {
            String[] parts = line.split("  ");
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(target.resolve(parts[1])));
            assertEquals(HexFormat.of().formatHex(digest), parts[0], parts[1]);
            named.add(parts[1]);
        }
        String version = "permvi-0.1.0-SNAPSHOT";
        assertEquals(List.of(version + ".tar.gz", version + ".zip", "permvi.jar"), named);
    }

    private static final String SOURCE = """
            import io.permvi.inference.*;
            import io.permvi.models.*;
            import java.util.*;
            import org.ejml.data.DMatrixRMaj;

            public class Outside {
                public static void main(String[] arguments) {
                    var x = new MatchingLatent("x", 3);
                    var scores = new DMatrixRMaj(new double[][] {{2, 1, 0}, {0, 1, 0}, {0, 0, 1}});
                    Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));
                    System.out.println(Inference.of(model).run(new SplittableRandom(1)));
                }
            }
            """;

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>outside</groupId>
              <artifactId>outside</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencyManagement>
                <dependencies>
                  <dependency>
                    <groupId>io.permvi</groupId>
                    <artifactId>permvi-bom</artifactId>
                    <version>0.1.0-SNAPSHOT</version>
                    <type>pom</type>
                    <scope>import</scope>
                  </dependency>
                </dependencies>
              </dependencyManagement>
              <dependencies>
                <dependency>
                  <groupId>io.permvi</groupId>
                  <artifactId>permvi-inference</artifactId>
                </dependency>
              </dependencies>
              <build>
                <plugins>
                  <plugin>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.14.1</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-resources-plugin</artifactId>
                    <version>3.4.0</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-dependency-plugin</artifactId>
                    <version>3.9.0</version>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;
}
