package io.permvi.inference.structure;

/** How a log joint depends on its discrete latents, the reals held fixed. */
public enum ChangeForm {
    /** There is no discrete latent. */
    NONE("no matching"),
    /** f = c + &lt;G, x&gt; for all matchings together. */
    LINEAR("linear in the matchings"),
    /** f = c + &lt;G, x&gt; at matchings; between them the part of each item is quadratic. */
    SEPARABLE("linear at matchings, with quadratic parts between them"),
    /** f = &lt;G, x&gt; + phi(number matched). */
    LINEAR_BUT_COUNT("linear in the matchings but for the number matched"),
    /** f = c + &lt;g, x&gt; + x'Hx / 2 for a single matching. */
    QUADRATIC("quadratic in the matching"),
    /** Linear in each matching when the others are held fixed. */
    MULTILINEAR("linear in each matching given the others"),
    /** None of these; each change is an evaluation. */
    BEYOND("beyond quadratic in the matchings");

    private final String words;

    ChangeForm(String words) {
        this.words = words;
    }

    /** Whether f = c + &lt;G, x&gt; at matchings. */
    public boolean isLinear() {
        return this == LINEAR || this == SEPARABLE;
    }

    @Override
    public String toString() {
        return words;
    }
}
