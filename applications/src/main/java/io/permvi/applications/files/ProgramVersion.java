package io.permvi.applications.files;

/** The version of the programs, from the manifest of their jar. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** Such as {@code 0.1.0}; a text in parentheses where no jar is. */
    public static String current() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(run from classes)" : version;
    }
}
