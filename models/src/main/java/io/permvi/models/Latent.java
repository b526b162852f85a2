package io.permvi.models;

/**
 * A latent variable of a model: a matrix of a stated shape. The object itself is the key by which values are looked up,
 * so two latents are the same only when they are the same object; the name is for messages and tables.
 */
public sealed interface Latent permits DiscreteLatent, RealLatent {
    /** The name in messages and tables. */
    String name();

    /** The number of rows of its value. */
    int rows();

    /** The number of columns of its value. */
    int columns();
}
