package io.permvi.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cases of {@code bad-inputs.txt}. A line {@code case TITLE} begins one; {@code run ARGUMENTS} is its command, where
 * {@code @NAME} is a file of its folder; {@code says WORDS} is what the answer has in it; {@code file NAME} is followed
 * by the lines of a file, each after {@code | }. Files before the first case are in the folder of each. {@code \xHH} is
 * a byte.
 */
final class BadInputs {
    private static final String RESOURCE = "bad-inputs.txt";
    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");

    private BadInputs() {}

    /**
     * One of them.
     *
     * @param title that says what is wrong
     * @param command arguments as one line
     * @param says what the message must hold
     * @param files contents by name
     */
    record Case(String title, String command, String says, Map<String, String> files) {
        /** Writes the files. */
        void write(Path folder) throws IOException {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, bytes(file.getValue()));
            }
        }

        /** The arguments, with a folder for results where none is named. */
        String[] arguments(Path folder) {
            List<String> arguments = new ArrayList<>();
            Matcher matcher = ARGUMENT.matcher(command);
            while (matcher.find()) {
                String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                arguments.add(new String(bytes(text), StandardCharsets.UTF_8).replace("@", folder + "/"));
            }
            if (!arguments.contains("--out") && arguments.size() > 1) {
                arguments.addAll(List.of("--out", folder.resolve("out").toString()));
            }
            return arguments.toArray(String[]::new);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    /** The bytes of a content. */
    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher matcher = BYTE.matcher(text);
        int at = 0;
        while (matcher.find()) {
            bytes.writeBytes(text.substring(at, matcher.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(matcher.group(1), 16));
            at = matcher.end();
        }
        bytes.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** All cases, in the order of the file. */
    static List<Case> read() throws IOException {
        try (InputStream in = BadInputs.class.getResourceAsStream(RESOURCE)) {
            return cases(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A command of whole inputs, those before the first case. */
    static Case good(String command) throws IOException {
        return new Case(command, command, "", read().get(0).files());
    }

    private static List<Case> cases(String text) {
        String[] parts = text.split("(?m)^case ");
        Map<String, String> shared = files(parts[0]);
        List<Case> cases = new ArrayList<>();
        for (int k = 1; k < parts.length; k++) {
            Map<String, String> files = new LinkedHashMap<>(shared);
            files.putAll(files(parts[k]));
            String title = parts[k].lines().findFirst().orElseThrow();
            cases.add(new Case(title, line(parts[k], "run "), line(parts[k], "says "), files));
        }
        return cases;
    }

    private static String line(String part, String keyword) {
        return part.lines()
                .filter(line -> line.startsWith(keyword))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no '" + keyword + "' in case " + part))
                .substring(keyword.length());
    }

    private static Map<String, String> files(String part) {
        Map<String, String> files = new LinkedHashMap<>();
        String[] name = {""};
        part.lines().forEach(line -> {
            if (line.startsWith("file ")) {
                name[0] = line.substring("file ".length());
                files.put(name[0], "");
            } else if (line.startsWith("|")) {
                String content = line.length() > 1 ? line.substring(2) : "";
                files.merge(name[0], content + "\n", String::concat);
            }
        });
        return files;
    }
}
