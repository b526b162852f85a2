package io.permvi.inference.posterior;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.RealLatent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The latents of a saved result, by name, so that what is read is known to be of the same ones. */
public final class SavedLatents {
    private static final String KEY = "latent.";

    private SavedLatents() {}

    /** Notes latents in a file. */
    public static void put(ArrayFile file, List<Latent> latents) {
        for (int k = 0; k < latents.size(); k++) {
            file.put(KEY + k, latents.get(k).name());
            file.put(KEY + k + ".kind", describe(latents.get(k)));
        }
    }

    private static String describe(Latent latent) {
        String allowed = latent instanceof RealLatent real
                ? real.domain() + ", support " + real.support().hashCode()
                : (((DiscreteLatent) latent).space().partial() ? "partial" : "complete") + ", allowed "
                        + ((DiscreteLatent) latent).space().allowed().hashCode();
        return String.format(
                Locale.ROOT,
                "%s %d x %d, %s",
                latent.getClass().getSimpleName(),
                latent.rows(),
                latent.columns(),
                allowed);
    }

    /**
     * Which of the wanted latents each saved one is, in the order of the file.
     *
     * @throws ArrayFileException when names, kinds, shapes, masks or domains differ
     */
    public static List<Latent> match(ArrayFile file, List<? extends Latent> wanted) throws ArrayFileException {
        List<Latent> found = new ArrayList<>();
        for (int k = 0; file.settings().containsKey(KEY + k); k++) {
            String name = file.setting(KEY + k);
            Latent latent = wanted.stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new ArrayFileException("the file has a latent " + name + ", which is not among " + wanted));
            String kind = file.setting(KEY + k + ".kind");
            if (!kind.equals(describe(latent))) {
                throw new ArrayFileException(
                        "latent " + name + " was saved as " + kind + ", but is " + describe(latent) + " here");
            }
            found.add(latent);
        }
        for (Latent latent : wanted) {
            if (!found.contains(latent)) {
                throw new ArrayFileException("the file has no latent " + latent.name());
            }
        }
        return found;
    }
}
