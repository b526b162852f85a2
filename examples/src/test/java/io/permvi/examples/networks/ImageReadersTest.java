package io.permvi.examples.networks;

import io.permvi.examples.Fuzzing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that were changed are read or refused. */
class ImageReadersTest {
    @TempDir
    private Path folder;

    private static byte[] idx(int magic, int count, int size, boolean packed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(packed ? new GZIPOutputStream(bytes) : bytes)) {
            out.writeInt(magic);
            out.writeInt(count);
            for (int k = 0; k < (size > 0 ? 2 : 0); k++) {
                out.writeInt(size);
            }
            out.write(new byte[count * Math.max(1, size * size)]);
        }
        return bytes.toByteArray();
    }

    @Test
    void idx() throws IOException {
        for (boolean packed : new boolean[] {false, true}) {
            String ending = packed ? ".gz" : "";
            Path here = Files.createDirectory(folder.resolve("idx" + ending));
            Files.write(here.resolve("train-images-idx3-ubyte" + ending), idx(2051, 3, 4, packed));
            Files.write(here.resolve("train-labels-idx1-ubyte" + ending), idx(2049, 3, 0, packed));
            Files.write(here.resolve("t10k-images-idx3-ubyte" + ending), idx(2051, 2, 4, packed));
            Files.write(here.resolve("t10k-labels-idx1-ubyte" + ending), idx(2049, 2, 0, packed));
            List<byte[]> corpus = List.of(idx(2051, 3, 4, packed), idx(2049, 3, 0, packed), idx(2051, 2, 4, packed));
            for (String name : List.of("train-images-idx3-ubyte", "t10k-labels-idx1-ubyte")) {
                Fuzzing.attack(
                        name + ending,
                        corpus,
                        Fuzzing.count(200),
                        here.resolve(name + ending),
                        file -> MnistImages.read(here));
            }
        }
    }

    @Test
    void photographs() throws IOException {
        Path here = Files.createDirectory(folder.resolve("photographs"));
        BufferedImage image = new BufferedImage(70, 65, BufferedImage.TYPE_INT_RGB);
        List<byte[]> corpus = new ArrayList<>();
        for (String format : List.of("png", "jpg")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, format, bytes);
            corpus.add(bytes.toByteArray());
            Files.write(here.resolve("b." + format), bytes.toByteArray());
        }
        Fuzzing.attack(
                "photographs", corpus, Fuzzing.count(100), here.resolve("a.png"), file -> Photographs.read(here, 0));
    }
}
