package io.permvi.examples;

import io.permvi.applications.files.ProgramVersion;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.internal.VectorApi;
import io.permvi.relaxations.sinkhorn.Transport;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code permvi info}: what this program runs on. */
@Command(
        name = "info",
        description = "Print version, Java machine, processors, provider of matrix products, memory and what is on.",
        mixinStandardHelpOptions = true)
public final class InfoCommand implements Runnable {
    private static final long MEBIBYTE = 1024 * 1024;

    @Spec
    private CommandSpec spec;

    /** The version from the manifest of the jar. */
    public static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"permvi " + ProgramVersion.current()};
        }
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Runtime runtime = Runtime.getRuntime();
        out.println("permvi          " + ProgramVersion.current());
        out.println(
                "Java            " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
        out.println("system          " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        out.println("processors      " + runtime.availableProcessors());
        out.println(
                "matrix products " + MatrixProducts.provider().propertyValue() + " (" + MatrixProducts.reason() + ")");
        out.println("Sinkhorn        " + sinkhorn());
        out.println("memory          at most " + runtime.maxMemory() / MEBIBYTE + " MiB");
        out.println("pages           " + MachineSettings.pages());
        out.println("regions         " + MachineSettings.regions());
    }

    private static String sinkhorn() {
        if (Transport.onExplicitVectors()) {
            return "on explicit vectors";
        }
        return VectorApi.isPresent()
                ? "in plain Java (the vectors of this Java are not those that the loops were written for)"
                : "in plain Java (bin/permvi, or java --add-modules jdk.incubator.vector, makes it faster)";
    }
}
