package io.permvi.applications.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Files that a person put somewhere; of a folder not hidden ones, not those of an open editor, no folders. */
public final class InputFiles {
    private InputFiles() {}

    /**
     * The files of a folder with one of some endings, in either case, in order of their names; or the one file.
     *
     * @param endings like {@code .csv}
     * @throws InputException when there is none
     */
    public static List<Path> at(Path path, String... endings) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        List<Path> files = in(path, endings);
        if (files.isEmpty()) {
            throw new InputException(path + ": no file " + String.join(" or ", endings) + " in this folder");
        }
        return files;
    }

    /**
     * The files of a folder with one of some endings, maybe none.
     *
     * @throws InputException when there is no such folder
     */
    public static List<Path> in(Path folder, String... endings) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": no such file or folder");
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(file -> isWanted(file, endings)).sorted().toList();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be listed; may this user read it?");
        }
    }

    private static boolean isWanted(Path file, String... endings) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !name.startsWith("~")
                && Stream.of(endings).anyMatch(name::endsWith)
                && Files.isRegularFile(file);
    }

    /**
     * A text in UTF-8, without the byte-order mark that some editors put before it.
     *
     * @throws InputException when there is no such file, or it is no such text
     */
    public static String text(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file");
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": not a text file in UTF-8");
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read");
        }
    }

    /** The name of a file without its ending. */
    public static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }
}
