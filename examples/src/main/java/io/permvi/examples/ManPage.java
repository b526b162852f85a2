package io.permvi.examples;

import io.permvi.applications.files.ProgramVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a program, in the language of {@code man}, from what the command line knows of it. */
final class ManPage {
    private final CommandSpec spec;
    private final StringBuilder text = new StringBuilder();

    private ManPage(CommandSpec spec) {
        this.spec = spec;
    }

    /** The name of a program's page: {@code permvi-link-demo}. */
    static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    /** The page of a program. */
    static String of(CommandSpec spec) {
        return new ManPage(spec).write();
    }

    private String write() {
        UsageMessageSpec usage = spec.usageMessage();
        line(".TH " + name(spec).toUpperCase(Locale.ROOT) + " 1 \"\" \"permvi " + ProgramVersion.current() + "\"");
        section("NAME", escaped(name(spec)) + " \\- " + escaped(summary(spec)));
        String synopsis = new Help(spec, Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
        section("SYNOPSIS", escaped(synopsis.replaceAll("\\s+", " ").strip()));
        section("DESCRIPTION", paragraphs(plain(usage.description())));
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        section("OPTIONS");
        spec.positionalParameters().forEach(this::argument);
        options.forEach(this::argument);
        if (!spec.subcommands().isEmpty()) {
            section("PROGRAMS");
            spec.subcommands().forEach((name, line) -> item(name, summary(line.getCommandSpec())));
        }
        if (!usage.exitCodeList().isEmpty()) {
            section("EXIT STATUS");
            usage.exitCodeList().forEach(this::item);
        }
        section("SEE ALSO", related());
        return text.toString();
    }

    private String related() {
        String children = spec.subcommands().values().stream()
                .map(line -> reference(line.getCommandSpec()))
                .collect(Collectors.joining(",\n"));
        if (spec.parent() == null) {
            return children;
        }
        String parent = reference(spec.parent());
        return children.isEmpty() ? parent : parent + ",\n" + children;
    }

    private static String reference(CommandSpec other) {
        return ".BR " + escaped(name(other)) + " (1)";
    }

    private void argument(ArgSpec argument) {
        String names = argument instanceof OptionSpec option
                ? String.join(", ", option.names()) + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
                : ((PositionalParamSpec) argument).paramLabel();
        item(names, String.join(" ", plain(argument.description())));
    }

    private static String summary(CommandSpec spec) {
        String[] description = plain(spec.usageMessage().description());
        return description.length == 0 ? spec.name() : description[0];
    }

    /** Without the marks of line ends and percent signs that the command line formats. */
    private static String[] plain(String[] lines) {
        return Arrays.stream(lines)
                .map(each -> each.replace("%n", " ").replace("%%", "%").strip())
                .toArray(String[]::new);
    }

    private static String paragraphs(String[] lines) {
        return Arrays.stream(lines).map(ManPage::escaped).collect(Collectors.joining("\n.PP\n"));
    }

    private void section(String title, String... content) {
        line(".SH " + title);
        for (String each : content) {
            line(each);
        }
    }

    private void item(String term, String meaning) {
        line(".TP");
        line(".B " + escaped(term));
        line(escaped(meaning));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** What {@code man} would take for its own commands is written as text. */
    private static String escaped(String words) {
        String safe = words.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }

    /** The pages of a program and all below it, by file name. */
    static void collect(CommandSpec spec, Map<String, String> pages) {
        pages.put(name(spec) + ".1", of(spec));
        spec.subcommands().values().forEach(line -> collect(line.getCommandSpec(), pages));
    }
}
