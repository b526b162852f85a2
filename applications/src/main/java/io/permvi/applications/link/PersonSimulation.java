package io.permvi.applications.link;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Two files of made-up persons, some of them in both, with names and places as unevenly frequent as real ones, and with
 * mistakes, moves and gaps in both.
 *
 * @param sizeA records of the first file
 * @param sizeB records of the second file
 * @param shared persons in both
 * @param mistakes chance that a field of a record is written wrongly
 * @param gaps chance that a field is missing
 * @param moves chance that a person of both files has another address in the second
 */
public record PersonSimulation(int sizeA, int sizeB, int shared, double mistakes, double gaps, double moves) {
    /** What the records have, beside their id. */
    public static final List<String> COLUMNS =
            List.of("given_name", "surname", "date_of_birth", "street_number", "street", "town", "postcode");

    private static final String[] STARTS = {
        "b", "br", "c", "ch", "d", "f", "g", "gl", "h", "j", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr",
        "v", "w", "z"
    };
    private static final String[] VOWELS = {"a", "e", "i", "o", "u", "ai", "ou", "ee"};
    private static final String[] ENDS = {"", "", "n", "r", "l", "s", "t", "nd", "ck"};
    private static final String[] WAYS = {"street", "road", "lane", "avenue", "place"};
    private static final int POSTCODES = 90_000;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    public PersonSimulation {
        if (sizeA < 1 || sizeB < 1 || shared < 0 || shared > Math.min(sizeA, sizeB)) {
            throw new IllegalArgumentException(
                    "files need at least one record and can share no more than the smaller has," + " got " + sizeA
                            + ", " + sizeB + " and " + shared);
        }
        for (double chance : new double[] {mistakes, gaps, moves}) {
            if (!(chance >= 0 && chance < 1)) {
                throw new IllegalArgumentException("chances must be in [0, 1), got " + chance);
            }
        }
    }

    /** Files of {@code n} records that share seven in ten, with a mistake in one field of ten. */
    public static PersonSimulation of(int n) {
        return new PersonSimulation(n, n, (int) (0.7 * n), 0.1, 0.04, 0.1);
    }

    /**
     * Two files and which record is which.
     *
     * @param truth pairs of ids
     */
    public record Files(Records a, Records b, List<String[]> truth) {}

    /** Makes the files; the same generator makes the same. */
    public Files simulate(RandomGenerator random) {
        Names names = new Names(sizeA + sizeB - shared, random);
        List<String[]> first = new ArrayList<>();
        List<String[]> second = new ArrayList<>();
        int[] order = shuffled(sizeB, random);
        List<String[]> truth = new ArrayList<>();
        for (int i = 0; i < sizeA; i++) {
            String[] person = names.person(random);
            first.add(person);
            if (i < shared) {
                String[] later = person.clone();
                if (random.nextDouble() < moves) {
                    names.address(later, random);
                }
                second.add(later);
            }
        }
        while (second.size() < sizeB) {
            second.add(names.person(random));
        }
        int[] orderA = shuffled(sizeA, random);
        for (int i = 0; i < shared; i++) {
            truth.add(new String[] {"a" + orderA[i], "b" + order[i]});
        }
        return new Files(
                records("A", "a", placed(first, orderA), random),
                records("B", "b", placed(second, order), random),
                truth);
    }

    private static int[] shuffled(int n, RandomGenerator random) {
        int[] order = new int[n];
        for (int k = 0; k < n; k++) {
            int other = random.nextInt(k + 1);
            order[k] = order[other];
            order[other] = k;
        }
        return order;
    }

    private static List<String[]> placed(List<String[]> persons, int[] order) {
        String[][] placed = new String[order.length][];
        for (int k = 0; k < order.length; k++) {
            placed[order[k]] = persons.get(k);
        }
        return List.of(placed);
    }

    private Records records(String name, String prefix, List<String[]> persons, RandomGenerator random) {
        List<String> ids = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        COLUMNS.forEach(column -> cells.add(new ArrayList<>()));
        for (int i = 0; i < persons.size(); i++) {
            ids.add(prefix + i);
            for (int c = 0; c < COLUMNS.size(); c++) {
                double u = random.nextDouble();
                String value = persons.get(i)[c];
                cells.get(c).add(u < gaps ? "" : u < gaps + mistakes ? miswritten(value, random) : value);
            }
        }
        return new Records(name, ids, COLUMNS, cells);
    }

    /** One letter dropped, doubled, changed, or swapped with the next; names now and then shortened. */
    private static String miswritten(String value, RandomGenerator random) {
        StringBuilder text = new StringBuilder(value);
        int edits = 1 + (random.nextDouble() < 0.3 ? 1 : 0);
        for (int k = 0; k < edits && text.length() > 1; k++) {
            int at = random.nextInt(text.length() - 1);
            char letter =
                    (char) (Character.isDigit(text.charAt(at)) ? '0' + random.nextInt(10) : 'a' + random.nextInt(26));
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, letter);
                case 2 -> text.setCharAt(at, letter);
                case 3 -> {
                    char next = text.charAt(at + 1);
                    text.setCharAt(at + 1, text.charAt(at));
                    text.setCharAt(at, next);
                }
                default -> text.setLength(Math.max(2, text.length() - random.nextInt(3)));
            }
        }
        return text.toString();
    }

    /** Lists of names, from which the first are drawn most often. */
    private static final class Names {
        private final List<String> given;
        private final List<String> surnames;
        private final List<String> streets;
        private final List<String> towns;

        Names(int persons, RandomGenerator random) {
            given = list(400, 2, random);
            surnames = list(Math.max(500, persons / 8), 3, random);
            streets = list(Math.max(300, persons / 12), 2, random);
            towns = list(Math.max(40, persons / 150), 3, random);
        }

        private static List<String> list(int count, int syllables, RandomGenerator random) {
            List<String> names = new ArrayList<>();
            for (int k = 0; k < count; k++) {
                StringBuilder name = new StringBuilder();
                int length = Math.max(1, syllables - random.nextInt(2));
                for (int s = 0; s < length; s++) {
                    name.append(STARTS[random.nextInt(STARTS.length)]).append(VOWELS[random.nextInt(VOWELS.length)]);
                }
                names.add(name.append(ENDS[random.nextInt(ENDS.length)]).toString());
            }
            return names;
        }

        /** Nearly by Zipf's law: the rank is a uniform power of the number of names. */
        private static int rank(int count, RandomGenerator random) {
            return (int) Math.min(count - 1, Math.pow(count + 1.0, random.nextDouble()) - 1);
        }

        String[] person(RandomGenerator random) {
            String[] person = new String[COLUMNS.size()];
            person[0] = given.get(rank(given.size(), random));
            person[1] = surnames.get(rank(surnames.size(), random));
            person[2] = String.format(
                    java.util.Locale.ROOT,
                    "%04d-%02d-%02d",
                    1930 + random.nextInt(75),
                    1 + random.nextInt(12),
                    1 + random.nextInt(28));
            address(person, random);
            return person;
        }

        void address(String[] person, RandomGenerator random) {
            int town = rank(towns.size(), random);
            person[3] = String.valueOf(1 + rank(300, random));
            person[4] = streets.get(rank(streets.size(), random)) + " " + WAYS[random.nextInt(WAYS.length)];
            person[5] = towns.get(town);
            person[6] = String.valueOf(10_000 + (town * 37 + random.nextInt(12)) % POSTCODES);
        }
    }
}
