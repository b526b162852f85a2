package io.permvi.applications.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PrefLib files of orders (soc, soi, toc, toi) and of ordered categories (cat), in the layout with {@code #} headers
 * and in the one before September 2022 (Mattei and Walsh 2013).
 */
final class PrefLibReader {
    private static final Set<String> READ = Set.of("soc", "soi", "toc", "toi", "cat");
    private static final Set<String> OTHER = Set.of("wmd", "dat", "wmg", "pwg", "tog", "mjg");
    private static final Pattern HEADER = Pattern.compile("#\\s*([^:]+?)\\s*:\\s*(.*?)\\s*");
    private static final Pattern NAME = Pattern.compile("ALTERNATIVE NAME (\\d+)");
    private static final String NUMBER = "NUMBER ALTERNATIVES";

    /** Names and places of all items are kept in memory, whatever the size of the file. */
    private static final long MOST_ALTERNATIVES = 100_000;

    private static final long MOST_VOTERS = 1_000_000_000_000L;

    private final Path path;
    private final List<String> lines;
    private final String type;
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, Long> headerLines = new HashMap<>();
    private final Map<Integer, String> names = new TreeMap<>();
    private final Map<String, Integer> items = new HashMap<>();
    private final List<Ballot> ballots = new ArrayList<>();
    private int alternatives;
    private long voters;

    private PrefLibReader(Path path, List<String> lines) {
        this.path = path;
        this.lines = lines;
        lines.forEach(this::addHeader);
        type = type(path, headers);
    }

    /** Whether a file is PrefLib's, by its ending or its headers. */
    static boolean recognizes(Path path) {
        String ending = ending(path);
        return READ.contains(ending)
                || OTHER.contains(ending)
                || firstLine(path).startsWith("# FILE NAME:");
    }

    private static String ending(Path path) {
        String name = path.getFileName().toString();
        return name.substring(InputFiles.stem(path).length()).replace(".", "").toLowerCase(Locale.ROOT);
    }

    private static String firstLine(Path path) {
        List<String> lines = lines(path);
        return lines.isEmpty() ? "" : lines.get(0);
    }

    private static List<String> lines(Path path) {
        return InputFiles.text(path).lines().map(String::strip).toList();
    }

    private static String type(Path path, Map<String, String> headers) {
        return headers.getOrDefault("DATA TYPE", ending(path)).toLowerCase(Locale.ROOT);
    }

    static RankingFile read(Path path) {
        PrefLibReader reader = new PrefLibReader(path, lines(path));
        if (!READ.contains(reader.type)) {
            long line = reader.headerLines.getOrDefault("DATA TYPE", 1L);
            throw new InputException(path + ", line " + line + ": PrefLib data of type " + reader.type
                    + " are no rankings; expected one of soc, soi, toc, toi, cat");
        }
        boolean modern = !reader.headers.isEmpty();
        if (modern) {
            reader.readModern();
        } else {
            reader.readOld();
        }
        List<String> items = List.copyOf(reader.names.values());
        return new RankingFile(
                path, "PrefLib " + reader.type + (modern ? "" : ", old layout"), items, reader.ballots, List.of());
    }

    private InputException mistake(long line, String what) {
        return new InputException(path + ", line " + line + ": " + what);
    }

    private void addHeader(String line) {
        Matcher header = HEADER.matcher(line);
        if (header.matches()) {
            headers.put(header.group(1).toUpperCase(Locale.ROOT), header.group(2));
            headerLines.put(header.group(1).toUpperCase(Locale.ROOT), (long) lines.indexOf(line) + 1);
        }
    }

    private void readModern() {
        if (!headers.containsKey(NUMBER)) {
            throw new InputException(path + ", line 1: the header '# " + NUMBER + ":' is missing");
        }
        alternatives = alternatives(headers.get(NUMBER), headerLines.get(NUMBER), NUMBER);
        readNames();
        for (int k = 0; k < lines.size(); k++) {
            String line = lines.get(k);
            if (!line.isEmpty() && line.charAt(0) != '#') {
                int colon = line.indexOf(':');
                if (colon < 0) {
                    throw mistake(k + 1, "expected 'COUNT: ORDER', got '" + line + "'");
                }
                add(line.substring(0, colon), line.substring(colon + 1), k + 1);
            }
        }
        requireOrders();
        requireHeader("NUMBER VOTERS", voters, "rankings");
        requireHeader("NUMBER UNIQUE ORDERS", ballots.size(), "different orders");
        requireHeader("NUMBER UNIQUE PREFERENCES", ballots.size(), "different orders");
    }

    private void requireOrders() {
        if (ballots.isEmpty()) {
            throw mistake(Math.max(1, lines.size()), "the file ends without an order");
        }
    }

    private int alternatives(String text, long line, String what) {
        long number = number(text, 2, line, what);
        if (number > MOST_ALTERNATIVES) {
            throw mistake(line, what + " must be at most " + MOST_ALTERNATIVES + ", got " + number);
        }
        return (int) number;
    }

    private long header(String name) {
        return number(headers.get(name), 1, headerLines.get(name), name);
    }

    private void requireHeader(String name, long found, String what) {
        if (headers.containsKey(name) && header(name) != found) {
            throw mistake(
                    headerLines.get(name),
                    name + " is " + headers.get(name) + ", but the file has " + found + " " + what);
        }
    }

    private void readNames() {
        headers.forEach((key, value) -> {
            Matcher name = NAME.matcher(key);
            if (name.matches()) {
                long number = number(name.group(1), 1, headerLines.get(key), "an alternative");
                name((int) Math.min(number, Integer.MAX_VALUE), value, headerLines.get(key));
            }
        });
        if (!names.isEmpty()
                && (names.size() != alternatives || !names.containsKey(1) || !names.containsKey(alternatives))) {
            throw mistake(headerLines.get(NUMBER), alternatives + " alternatives, but " + names.size() + " names");
        }
        for (int i = 1; i <= alternatives; i++) {
            names.putIfAbsent(i, String.valueOf(i));
        }
    }

    /** Results go by names, so that two of one name could not be told apart. */
    private void name(int item, String text, long line) {
        Integer before = items.putIfAbsent(text, item);
        if (before != null && before != item) {
            throw mistake(line, "alternatives " + before + " and " + item + " are both named '" + text + "'");
        }
        names.put(item, text);
    }

    private void readOld() {
        alternatives = alternatives(line(0), 1, "the number of alternatives");
        for (int i = 1; i <= alternatives; i++) {
            String[] cells = line(i).split(",", 2);
            if (cells.length < 2 || !cells[0].strip().equals(String.valueOf(i))) {
                throw mistake(i + 1L, "expected '" + i + ",NAME', got '" + line(i) + "'");
            }
            name(i, cells[1].strip(), i + 1L);
        }
        String[] totals = line(alternatives + 1).split(",", -1);
        for (int k = alternatives + 2; k < lines.size(); k++) {
            String line = lines.get(k);
            if (!line.isEmpty()) {
                int comma = line.indexOf(',');
                if (comma < 0) {
                    throw mistake(k + 1L, "expected 'COUNT,ORDER', got '" + line + "'");
                }
                add(line.substring(0, comma), line.substring(comma + 1), k + 1L);
            }
        }
        requireOrders();
        long said = number(totals[0], 1, alternatives + 2L, "the number of voters");
        if (said != voters) {
            throw mistake(alternatives + 2L, "the number of voters is " + said + ", but the file has " + voters);
        }
    }

    private String line(int k) {
        if (k >= lines.size()) {
            throw mistake(Math.max(1, lines.size()), "the file ends before its orders");
        }
        return lines.get(k);
    }

    private long number(String text, long least, long line, String what) {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw mistake(line, what + " must be a whole number of at least " + least + ", got '" + text.strip() + "'");
    }

    private void add(String count, String order, long line) {
        long number = number(count, 1, line, "the count");
        if (number > MOST_VOTERS) {
            throw mistake(line, "the count must be at most " + MOST_VOTERS + ", got " + number);
        }
        List<int[]> groups = groups(order, line);
        voters += number;
        // an approval of nothing ranks nothing, but was cast
        ballots.add(Ballot.ofGroups(String.valueOf(ballots.size() + 1), groups, number, line));
    }

    private List<int[]> groups(String order, long line) {
        List<int[]> groups = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int at = 0; at < order.length(); ) {
            if (Character.isWhitespace(order.charAt(at))) {
                at++;
                continue;
            }
            boolean brace = order.charAt(at) == '{';
            int end = order.indexOf(brace ? '}' : ',', at);
            if (brace && end < 0) {
                throw mistake(line, "a brace is opened and not closed in '" + order.strip() + "'");
            }
            end = end < 0 ? order.length() : end;
            String text = order.substring(brace ? at + 1 : at, end);
            if (!text.isBlank()) {
                groups.add(group(text, seen, line));
            }
            at = end + 1;
        }
        return groups;
    }

    private int[] group(String text, Set<Integer> seen, long line) {
        String[] cells = text.split(",", -1);
        int[] group = new int[cells.length];
        if (cells.length > 1 && type.startsWith("so")) {
            throw mistake(line, "tied items {" + text.strip() + "} in strict orders (" + type + ")");
        }
        for (int k = 0; k < cells.length; k++) {
            long item = number(cells[k].replace("}", "?"), 1, line, "an alternative");
            if (item > alternatives) {
                throw mistake(line, "alternative " + item + " is unknown; there are " + alternatives);
            }
            if (!seen.add((int) item)) {
                throw mistake(line, "alternative " + item + " is ranked twice");
            }
            group[k] = (int) item - 1;
        }
        return group;
    }
}
