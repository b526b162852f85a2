package io.permvi.inference.sampling;

/**
 * A draw of the target.
 *
 * @param places of each item of each discrete latent
 * @param reals the flat reals
 * @param logDensity of the matchings and the reals that are not Gaussian
 */
record Draw(int[][] places, double[] reals, double logDensity) {
    static Draw of(SamplerState state, double logDensity) {
        int[][] places = new int[state.latents()][];
        for (int k = 0; k < places.length; k++) {
            places[k] = state.places(k).clone();
        }
        return new Draw(places, state.reals().clone(), logDensity);
    }
}
