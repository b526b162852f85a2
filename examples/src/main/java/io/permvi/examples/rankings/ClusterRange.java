package io.permvi.examples.rankings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers of clusters.
 *
 * @param first the least, at least 1
 * @param last the most
 */
record ClusterRange(int first, int last) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,3})(?:\\.\\.(\\d{1,3}))?");

    /** From {@code 3} or {@code 1..6}. */
    static final class Converter implements ITypeConverter<ClusterRange> {
        @Override
        public ClusterRange convert(String value) {
            Matcher range = RANGE.matcher(value);
            if (!range.matches()) {
                throw new TypeConversionException("expected a number or a range like 1..6, got '" + value + "'");
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first < 1 || last < first) {
                throw new TypeConversionException("a range must go up from 1 or more, got '" + value + "'");
            }
            return new ClusterRange(first, last);
        }
    }
}
