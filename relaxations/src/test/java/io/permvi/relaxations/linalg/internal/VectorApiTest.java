package io.permvi.relaxations.linalg.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VectorApiTest {
    /** What loops that were written for another version of the module do. */
    static final class Outdated implements Supplier<String> {
        Outdated() {
            throw new NoSuchMethodError("no such vector");
        }

        @Override
        public String get() {
            return "";
        }
    }

    @Test
    void loopsThatDoNotFitTheModuleDoNotServe() {
        assertEquals(Optional.empty(), VectorApi.provider(Supplier.class, Outdated.class.getName()));
        assertEquals(Optional.empty(), VectorApi.provider(Supplier.class, "no.such.Implementation"));
    }
}
