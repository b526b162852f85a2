package io.permvi.applications.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Records as JSON files. Written JSON is strict: keys are camelCase, a number that is not finite is the string "NaN",
 * "Infinity" or "-Infinity". Read JSON must hold each component of the record and nothing else.
 */
public final class JsonFile {
    private static final int DEEPEST = 30;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual, config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private static final ObjectWriter INDENTED = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withSeparators(Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

    private JsonFile() {}

    /** A record, map, list or number as indented JSON that ends with a line end. */
    public static String text(Object value) {
        return text(value, INDENTED);
    }

    /** The same in one line, for large arrays. */
    public static String compactText(Object value) {
        return text(value, MAPPER.writer());
    }

    private static String text(Object value, ObjectWriter writer) {
        try {
            return writer.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value of " + value.getClass() + " is nothing that JSON holds", e);
        }
    }

    /** A summary: who wrote it, then its content. */
    static String summary(String program, Object content) {
        ObjectNode summary = MAPPER.createObjectNode();
        summary.put("program", program).put("version", ProgramVersion.current());
        JsonNode tree = MAPPER.valueToTree(content);
        tree.properties().forEach(entry -> summary.set(entry.getKey(), entry.getValue()));
        return text(summary);
    }

    /** The program that wrote a summary; empty where no summary is. */
    static Optional<String> programOf(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(tree(file).path("program").asText("")).filter(name -> !name.isEmpty())
                    : Optional.empty();
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a file that {@code type} was written to, whose first entries are {@code format} and {@code version}.
     *
     * @param program that writes such files, for messages
     * @throws InputException in one sentence when the file is missing, of another format or version, or damaged
     */
    public static <T> T read(Path file, String format, int version, Class<T> type, String program) {
        JsonNode content = tree(file);
        if (!content.isObject() || !format.equals(content.path("format").asText())) {
            throw new InputException(
                    file + ": not of the format " + format + "; expected a file written by '" + program + "'");
        }
        if (content.path("version").asInt(-1) != version) {
            throw new InputException(
                    file + ": of version " + content.path("version").asText() + ", but this program" + " reads version "
                            + version + "; write it again with '" + program + "'");
        }
        return convert(file, content, type);
    }

    /**
     * Reads a file that {@code type} was written to.
     *
     * @throws InputException in one sentence when the file is missing or damaged
     */
    public static <T> T read(Path file, Class<T> type) {
        return convert(file, tree(file), type);
    }

    /**
     * The content of a JSON file of any kind.
     *
     * @throws InputException in one sentence when the file is missing or damaged
     */
    public static JsonNode tree(Path file) {
        try {
            return MAPPER.readTree(InputFiles.text(file));
        } catch (StreamConstraintsException e) {
            throw new InputException(file + ": JSON that is nested deeper than " + DEEPEST + " levels or too long");
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file + ": no valid JSON (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")");
        }
    }

    private static <T> T convert(Path file, JsonNode content, Class<T> type) {
        try {
            return MAPPER.treeToValue(content, type);
        } catch (UnrecognizedPropertyException e) {
            throw new InputException(file + ": the entry '" + path(e) + "' is unknown");
        } catch (ValueInstantiationException e) {
            Throwable cause = e.getCause();
            boolean refused = cause instanceof IllegalArgumentException;
            throw new InputException(file + ": the entry '" + path(e) + "' "
                    + (refused ? "is wrong: " + cause.getMessage() : "is damaged"));
        } catch (JsonMappingException e) {
            throw new InputException(file + ": the entry '" + path(e) + "' is missing or of the wrong kind");
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": damaged");
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
