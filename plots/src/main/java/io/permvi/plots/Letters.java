package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Text of one size; where Java finds no font, numbers are drawn as strokes and words are left out. */
final class Letters {
    static final Letters TITLE = new Letters(14, Font.BOLD);
    static final Letters PLAIN = new Letters(12, Font.PLAIN);
    static final Letters SMALL = new Letters(11, Font.PLAIN);
    static final Letters TINY = new Letters(9, Font.PLAIN);

    /** The strokes of a digit: top, upper left, upper right, middle, lower left, lower right, bottom. */
    private static final String[] DIGITS = {
        "1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111", "1111011"
    };

    private static final double[][] STROKES = {
        {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 0, 1, 1}, {0, 1, 1, 1}, {0, 1, 0, 2}, {1, 1, 1, 2}, {0, 2, 1, 2}
    };

    private final int size;
    private final int style;
    private final boolean font;
    private final FontMetrics metrics;

    private Letters(int size, int style) {
        this(size, style, FontCheck.FOUND);
    }

    Letters(int size, int style, boolean font) {
        this.size = size;
        this.style = style;
        this.font = font;
        this.metrics = font ? scratch().getFontMetrics(new Font(Font.SANS_SERIF, style, size)) : null;
    }

    /** Looks for a font once. */
    private static final class FontCheck {
        private static final boolean FOUND = find();

        private static boolean find() {
            try {
                return scratch()
                                .getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                                .stringWidth("0")
                        > 0;
            } catch (RuntimeException | Error e) {
                // a machine without fonts fails in many ways: a bare Error, an internal one, a missing library
                System.getLogger("io.permvi.plots")
                        .log(
                                System.Logger.Level.WARNING,
                                "pictures have numbers but no words: Java finds no font; install the packages"
                                        + " fontconfig and fonts-dejavu-core");
                return false;
            }
        }
    }

    /** Whether Java finds a font. */
    static boolean areFound() {
        return FontCheck.FOUND;
    }

    private static Graphics2D scratch() {
        return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    }

    /** The height of a line. */
    int lineHeight() {
        return size + 4;
    }

    int width(String text) {
        return font ? metrics.stringWidth(text) : (int) Math.ceil(numeric(text) ? text.length() * advance() : 0);
    }

    private double advance() {
        return 0.62 * size;
    }

    private static boolean numeric(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9' || ".,-+e%".indexOf(c) >= 0);
    }

    /** Breaks a text into lines of at most so many pixels. */
    List<String> wrapped(String text, int room) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && width(line + " " + word) > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return text.isBlank() ? List.of() : lines;
    }

    /**
     * Draws a text.
     *
     * @param align 0 begins, 0.5 centers, 1 ends at x
     * @param y the middle of the letters' height
     */
    void draw(Graphics2D graphics, String text, double x, double y, double align, Color color) {
        graphics.setColor(color);
        double left = x - align * width(text);
        if (font) {
            graphics.setFont(metrics.getFont());
            graphics.drawString(text, (float) left, (float) (y + 0.36 * size));
        } else if (numeric(text)) {
            drawStrokes(graphics, text, left, y);
        }
    }

    /** Draws lines below each other; the middle of the one that would follow. */
    double drawLines(Graphics2D graphics, List<String> lines, double x, double y, double align, Color color) {
        for (int k = 0; k < lines.size(); k++) {
            draw(graphics, lines.get(k), x, y + k * lineHeight(), align, color);
        }
        return y + lines.size() * lineHeight();
    }

    /** The same, turned by a right angle, read from below. */
    void drawUpright(Graphics2D graphics, String text, double x, double y, double align, Color color) {
        AffineTransform before = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, x, y);
        draw(graphics, text, x, y, align, color);
        graphics.setTransform(before);
    }

    private void drawStrokes(Graphics2D graphics, String text, double left, double middle) {
        double wide = 0.4 * size;
        double half = 0.36 * size;
        graphics.setStroke(new BasicStroke(style == Font.BOLD ? 1.6f : 1.1f));
        for (int k = 0; k < text.length(); k++) {
            char c = text.charAt(k);
            double x = left + k * advance();
            String on = c >= '0' && c <= '9' ? DIGITS[c - '0'] : c == '-' ? "0001000" : c == 'e' ? "1101101" : "";
            for (int s = 0; s < on.length(); s++) {
                double[] line = STROKES[s];
                if (on.charAt(s) == '1') {
                    graphics.draw(new Line2D.Double(
                            x + wide * line[0],
                            middle + half * (line[1] - 1),
                            x + wide * line[2],
                            middle + half * (line[3] - 1)));
                }
            }
            if (c == '.' || c == ',') {
                graphics.draw(new Line2D.Double(x + wide / 2, middle + half - 1, x + wide / 2, middle + half));
            }
        }
    }
}
