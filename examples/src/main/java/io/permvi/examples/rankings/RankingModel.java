package io.permvi.examples.rankings;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The models of {@code rankings fit}. */
enum RankingModel {
    /** A consensus and a spread. */
    MALLOWS,
    /** A consensus and a spread of each of its places. */
    GENERALIZED_MALLOWS,
    /** A worth of each item. */
    PLACKETT_LUCE;

    /** {@code plackett-luce} for the constant with an underscore. */
    static final class Converter implements ITypeConverter<RankingModel> {
        @Override
        public RankingModel convert(String value) {
            for (RankingModel model : values()) {
                if (model.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
                    return model;
                }
            }
            throw new TypeConversionException(
                    "expected mallows, generalized-mallows or plackett-luce, got '" + value + "'");
        }
    }
}
