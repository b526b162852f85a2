package io.permvi.examples;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** What the virtual machine was started with that makes the loops faster. */
final class MachineSettings {
    private static final long MEBIBYTE = 1024 * 1024;

    private MachineSettings() {}

    /** Whether the heap lies in large pages. */
    static String pages() {
        if (option("UseTransparentHugePages").equals(Optional.of("true"))) {
            return "large where the system has them free";
        }
        return option("UseLargePages").equals(Optional.of("true"))
                ? "large"
                : "small (on Linux -XX:+UseTransparentHugePages makes long fits faster)";
    }

    /** How the heap is divided. */
    static String regions() {
        boolean regions = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .anyMatch(name -> name.startsWith("G1"));
        if (!regions) {
            return "none, with this garbage collector";
        }
        return option("G1HeapRegionSize")
                .map(Long::parseLong)
                .map(bytes -> bytes == MEBIBYTE
                        ? "of 1 MiB"
                        : "of " + bytes / MEBIBYTE + " MiB (-XX:G1HeapRegionSize=1m lets large arrays begin one)")
                .orElse("unknown");
    }

    /** The value of an option of HotSpot; empty where it has none of that name. */
    private static Optional<String> option(String name) {
        return Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
                .flatMap(machine -> {
                    try {
                        return Optional.of(machine.getVMOption(name).getValue());
                    } catch (IllegalArgumentException unknown) {
                        return Optional.empty();
                    }
                });
    }
}
