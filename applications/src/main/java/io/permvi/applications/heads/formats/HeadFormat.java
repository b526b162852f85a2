package io.permvi.applications.heads.formats;

import com.fasterxml.jackson.databind.JsonNode;
import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.files.JsonFile;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.nwb.NwbHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The files of heads that are read, told by their content. */
public enum HeadFormat {
    /** A table x, y, z, r, g, b and maybe name, in micrometers. */
    TABLE {
        @Override
        HeadCells cells(Path file, Spacing spacing, PrintWriter warnings) {
            return PlainTable.read(file, warnings);
        }
    },
    /** What NeuroPAL_ID exports. */
    NEUROPAL_ID {
        @Override
        HeadCells cells(Path file, Spacing spacing, PrintWriter warnings) {
            return new HeadCells(file, NeuropalTable.read(file).cells(file), NeuropalTable.SURE);
        }
    },
    /** Labels of the AutoCellLabeler, or of a person in its columns. */
    AUTO_CELL_LABELER {
        @Override
        HeadCells cells(Path file, Spacing spacing, PrintWriter warnings) {
            return LabelTable.read(file, spacing.required(file), warnings);
        }
    },
    /** Blobs of npex and eats-worm. */
    NPEX {
        @Override
        HeadCells cells(Path file, Spacing spacing, PrintWriter warnings) {
            return BlobFile.read(file, spacing.required(file));
        }
    },
    /** Neurodata without borders as the WormID collections have it. */
    NWB {
        @Override
        HeadCells cells(Path file, Spacing spacing, PrintWriter warnings) {
            return ofNwb(file, NwbHead.read(file, warnings));
        }
    };

    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    /** Where the signature may stand: HDF5 allows a block of the user's own before it. */
    private static final long[] SIGNATURES = {0, 512, 1024, 2048, 4096};

    private static final String JULIA = "HDF5-based Julia Data Format";
    private static final int LINES_BEFORE_HEADER = 12;

    abstract HeadCells cells(Path file, Spacing spacing, PrintWriter warnings);

    /** The tables and NWB files of a folder, or the one file, of any kind. */
    public static List<Path> filesAt(Path path) {
        return InputFiles.at(path, ".csv", ".nwb");
    }

    /**
     * Reads the cells of a file of any of these formats.
     *
     * @throws InputException in one sentence when it is none, damaged, or in voxels of unknown size
     */
    public static HeadCells read(Path file, Spacing spacing, PrintWriter warnings) {
        return of(file).cells(file, spacing, warnings);
    }

    /** Reads a head: its points, names where the file has some, and those that a person has confirmed. */
    public static HeadFile readHead(Path file, Spacing spacing, PrintWriter warnings) {
        HeadFormat format = of(file);
        return format == TABLE
                ? HeadFile.readPoints(file, warnings)
                : format.cells(file, spacing, warnings).toHead(warnings);
    }

    /**
     * The format of a file, by its content.
     *
     * @throws InputException when it is none of them
     */
    public static HeadFormat of(Path file) {
        if (new String(bytes(file, 0, JULIA.length()), StandardCharsets.ISO_8859_1).equals(JULIA)) {
            throw new InputException(file + ": a JLD2 file of Julia; write its cells as CSV or NWB");
        }
        if (isHdf5(file)) {
            return NWB;
        }
        if (startsWithBrace(file)) {
            JsonNode content = JsonFile.tree(file);
            if (content.path("blobs").isArray()) {
                return NPEX;
            }
            throw new InputException(file + ": JSON without an array 'blobs', which npex and eats-worm write; no head");
        }
        List<List<String>> lines = CsvTable.lines(file);
        for (List<String> cells : lines.subList(0, Math.min(lines.size(), LINES_BEFORE_HEADER))) {
            if (cells.get(0).equals(NeuropalTable.USER)) {
                return NEUROPAL_ID;
            }
        }
        List<String> header = lines.isEmpty() ? List.of() : lines.get(0);
        return LabelTable.isHeader(header) ? AUTO_CELL_LABELER : TABLE;
    }

    private static HeadCells ofNwb(Path file, NwbHead head) {
        List<Cell> cells = head.neurons().stream()
                .map(n -> new Cell(n.position(), n.color(), new Cell.Given(n.label(), -1), Cell.Given.NONE, Map.of()))
                .toList();
        return new HeadCells(file, cells, Double.POSITIVE_INFINITY);
    }

    private static boolean startsWithBrace(Path file) {
        for (byte b : bytes(file, 0, 64)) {
            if (b == '{') {
                return true;
            }
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t' && (b & 0xff) < 0x80) {
                return false;
            }
        }
        return false;
    }

    private static boolean isHdf5(Path file) {
        return Arrays.stream(SIGNATURES).anyMatch(at -> Arrays.equals(bytes(file, at, HDF5.length), HDF5));
    }

    private static byte[] bytes(Path file, long at, int count) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.min(at, Files.size(file)));
            return in.readNBytes(count);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file");
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read");
        }
    }
}
