package io.permvi.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of programs in {@code permvi --help}, by what they are for. */
final class ProgramGroups implements IHelpSectionRenderer {
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();
    private static final int NAME_WIDTH = 14;
    private static final int INDENT = 2;

    static {
        GROUPS.put(
                "Data to answers",
                List.of("worms", "heads", "points", "link", "graphs", "rankings", "track", "transport"));
        GROUPS.put("Networks", List.of("sort", "sort-images", "jigsaw", "morph", "amortize", "autoencoder"));
        GROUPS.put("Studies", List.of("matching", "zoo", "polytopes"));
        GROUPS.put("This program", List.of("info", "completion", "help"));
    }

    @Override
    public String render(Help help) {
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((title, names) -> {
            TextTable table = TextTable.forColumns(
                    help.colorScheme(),
                    new Column(NAME_WIDTH, INDENT, Column.Overflow.SPAN),
                    new Column(help.commandSpec().usageMessage().width() - NAME_WIDTH, INDENT, Column.Overflow.WRAP));
            names.forEach(name -> table.addRowValues(
                    name,
                    help.subcommands().get(name).commandSpec().usageMessage().description()[0]));
            text.append('\n').append(title).append(":\n").append(table);
        });
        return text.toString();
    }

    /** The names of all programs that a group has. */
    static List<String> names() {
        return GROUPS.values().stream().flatMap(List::stream).toList();
    }
}
