/** Pipelines that name the neurons of recorded worms, put together from the general samplers and fits. */
package io.permvi.inference.worms;
