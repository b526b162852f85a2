package io.permvi.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Follows every link of the pages of a folder to its file and its anchor. */
final class LinkCheck {
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private final Path folder;
    private final Map<Path, String> texts = new HashMap<>();

    private LinkCheck(Path folder) {
        this.folder = folder;
    }

    /** The dead links of the pages that lie in a folder itself, as "page -> link". */
    static List<String> dead(Path folder) {
        LinkCheck check = new LinkCheck(folder);
        List<String> dead = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".html")).sorted().forEach(page -> check.add(page, dead));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return dead;
    }

    private void add(Path page, List<String> dead) {
        Matcher links = LINK.matcher(text(page));
        while (links.find()) {
            if (!leads(page, links.group(1))) {
                dead.add(folder.relativize(page) + " -> " + links.group(1));
            }
        }
    }

    private boolean leads(Path page, String link) {
        if (link.matches("(?:https?|mailto):.*")) {
            return true;
        }
        int mark = link.indexOf('#');
        String name = mark < 0 ? link : link.substring(0, mark);
        Path target = name.isEmpty() ? page : page.resolveSibling(name);
        return Files.isRegularFile(target)
                && (mark < 0 || text(target).contains("id=\"" + link.substring(mark + 1) + "\""));
    }

    private String text(Path file) {
        return texts.computeIfAbsent(file, any -> {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
