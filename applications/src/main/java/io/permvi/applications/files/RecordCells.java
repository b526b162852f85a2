package io.permvi.applications.files;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Records as rows of a table: a component is a column, {@code logEvidence} is {@code log_evidence}. Components are texts,
 * numbers, booleans, enums, or arrays of doubles (one cell, with spaces). A NaN is an empty cell.
 */
final class RecordCells<R extends Record> {
    private final Class<R> type;
    private final RecordComponent[] components;

    RecordCells(Class<R> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        Arrays.stream(components).forEach(component -> component.getAccessor().setAccessible(true));
    }

    /** The header. */
    List<String> columns() {
        return Arrays.stream(components)
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * The cells of a record.
     *
     * @throws IllegalArgumentException when a text has more than one line, which a killed program could not be told
     *     apart from a half-written row
     */
    List<String> cells(R record) {
        return Arrays.stream(components)
                .map(component -> cell(component, record))
                .toList();
    }

    private static String cell(RecordComponent component, Object record) {
        Object value;
        try {
            value = component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the component " + component + " cannot be read", e);
        }
        String text = value instanceof double[] values
                ? Arrays.stream(values).mapToObj(RecordCells::text).collect(Collectors.joining(" "))
                : value instanceof Enum<?> constant ? constant.name() : text(value);
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("a cell must be one line, got '" + text + "'");
        }
        return text;
    }

    private static String text(Object value) {
        return value instanceof Double number && number.isNaN() ? "" : String.valueOf(value);
    }

    /**
     * The record of a row.
     *
     * @throws InputException when a cell does not fit its component
     */
    R read(CsvTable.Row row) {
        List<String> columns = columns();
        Object[] values = new Object[components.length];
        for (int k = 0; k < values.length; k++) {
            try {
                values[k] = value(components[k].getType(), row.text(columns.get(k)));
            } catch (IllegalArgumentException e) {
                throw row.mistake(columns.get(k), "is damaged, got '" + row.text(columns.get(k)) + "'");
            }
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw row.mistake(columns.get(0), "and its row are damaged");
        }
    }

    private static Object value(Class<?> type, String text) {
        if (type == double.class) {
            return text.isEmpty() ? Double.NaN : Double.valueOf(text);
        }
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class) {
            return Long.valueOf(text);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == double[].class) {
            return Arrays.stream(text.split(" ", -1))
                    .mapToDouble(cell -> (double) value(double.class, cell))
                    .toArray();
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(text));
        }
        if (type == String.class) {
            return text;
        }
        throw new IllegalStateException("components of a row are texts, numbers, booleans or enums, got " + type);
    }
}
