package io.permvi.relaxations.linalg.internal;

import java.lang.reflect.Constructor;
import java.util.Optional;

/**
 * The optional provider of loops written with explicit vectors. They need the incubating module jdk.incubator.vector, which
 * a program has when the virtual machine was started with {@code --add-modules jdk.incubator.vector}; without it everything
 * runs in plain Java and OpenBLAS. Whether they serve is settled once, when a program starts, so results do not depend on
 * threads or timing; with and without them they differ by rounding.
 */
public final class VectorApi {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private VectorApi() {}

    /** Whether the module is there. */
    public static boolean isPresent() {
        return PRESENT;
    }

    /**
     * The implementation of a contract on explicit vectors; empty without the module, and where the module of this virtual
     * machine is not the one that the implementation was written for.
     *
     * @param contract what it implements
     * @param implementation the name of a class with a constructor that takes nothing
     */
    public static <T> Optional<T> provider(Class<T> contract, String implementation) {
        if (!PRESENT) {
            return Optional.empty();
        }
        try {
            Constructor<?> constructor = Class.forName(implementation).getDeclaredConstructor();
            constructor.setAccessible(true);
            return Optional.of(contract.cast(constructor.newInstance()));
        } catch (ReflectiveOperationException | LinkageError failure) {
            return Optional.empty();
        }
    }
}
