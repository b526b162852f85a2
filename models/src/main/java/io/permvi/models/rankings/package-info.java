/** Rankings around a latent consensus, as models that any factor or sampler serves. */
package io.permvi.models.rankings;
