package io.permvi.plots;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;
import javax.swing.ImageIcon;
import javax.swing.JFrame;
import javax.swing.JLabel;

/** A picture of a fixed size that can be saved or shown. */
public interface Picture {
    /** Pixels of a file for each of the picture, so that text is sharp in print. */
    int SCALE = 2;

    /** The nominal width in pixels. */
    int width();

    /** The nominal height in pixels. */
    int height();

    /** Paints on a white ground, from (0, 0) to (width, height). */
    void paint(Graphics2D graphics);

    /** The pixels, twice the nominal size. */
    default BufferedImage image() {
        BufferedImage image = new BufferedImage(SCALE * width(), SCALE * height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        paint(graphics);
        graphics.dispose();
        return image;
    }

    /**
     * Writes a PNG file, first under a temporary name in the same folder, so that none is ever half written.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    default void save(Path file) {
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
        try {
            ImageIO.write(image(), "png", temporary.toFile());
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("picture " + file + " cannot be written: " + e.getMessage(), e);
        } finally {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                // a hidden file stays; there is worse to tell
            }
        }
    }

    /**
     * Shows the picture in a window.
     *
     * @throws IllegalStateException when this machine has no display
     */
    default void show() {
        if (GraphicsEnvironment.isHeadless()) {
            throw new IllegalStateException("there is no display to show a picture on; save it to a file instead");
        }
        JFrame window = new JFrame("permvi");
        window.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        window.add(
                new JLabel(new ImageIcon(image().getScaledInstance(width(), height(), java.awt.Image.SCALE_SMOOTH))));
        window.pack();
        window.setVisible(true);
    }
}
