package io.permvi.applications.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells data by their content: a SHA-256 over texts, numbers and files in the order in which they are added. */
public final class ContentHash {
    private static final int SHORT = 12;
    private static final int BUFFER = 1 << 16;

    private final MessageDigest digest;

    public ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The short hash of files, their names included. */
    public static String ofFiles(List<Path> files) {
        ContentHash hash = new ContentHash();
        files.forEach(file -> hash.add(file.getFileName().toString()).addFile(file));
        return hash.shortDigest();
    }

    /** Adds a text and where it ends. */
    public ContentHash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
        return this;
    }

    /** Adds numbers. */
    public ContentHash add(double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES * values.length);
        buffer.asDoubleBuffer().put(values);
        digest.update(buffer.array());
        return this;
    }

    private void addFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read");
        }
    }

    /** Twelve hexadecimal digits of the hash; nothing can be added after. */
    public String shortDigest() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, SHORT);
    }
}
