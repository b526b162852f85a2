package io.permvi.applications.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What decides the rows of a study beside their cases: the program and its version, its settings, and the content of its
 * data. Rows of equal settings may stand in one table; others never do.
 *
 * @param program that makes the rows
 * @param version of the program
 * @param values of the settings by name, hashes of data among them
 */
public record StudySettings(String program, String version, Map<String, String> values) {

    public StudySettings {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Without settings yet, of this version of the programs. */
    public static StudySettings of(String program) {
        return new StudySettings(program, ProgramVersion.current(), Map.of());
    }

    /** With one more setting. */
    public StudySettings with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, String.valueOf(value));
        return new StudySettings(program, version, more);
    }

    /** The first hexadecimal digits of a hash of all of it. */
    public String fingerprint() {
        return new ContentHash()
                .add(program)
                .add(version)
                .add(values.toString())
                .shortDigest();
    }

    /** What the other settings say otherwise, like {@code order = 10, now 6}. */
    public String differenceFrom(StudySettings earlier) {
        List<String> differences = new ArrayList<>();
        if (!earlier.version.equals(version)) {
            differences.add("version " + earlier.version + ", now " + version);
        }
        Map<String, String> all = new LinkedHashMap<>(earlier.values);
        all.putAll(values);
        for (String name : all.keySet()) {
            String before = earlier.values.get(name);
            String now = values.get(name);
            if (!Objects.equals(before, now)) {
                differences.add(name + " = " + (before == null ? "nothing" : before) + ", now "
                        + (now == null ? "nothing" : now));
            }
        }
        return String.join("; ", differences);
    }
}
