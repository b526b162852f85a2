package io.permvi.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model whose real latents have domains, seen from the unconstrained numbers behind them: {@code log p(T(u)) + log |det
 * dT/du|}. Chains and probes that move reals freely work on it; {@link #map} leads back.
 */
public class UnconstrainedModel implements Model {
    private final Model original;
    private final List<Latent> latents = new ArrayList<>();
    /** The latents behind those that have a domain. */
    private final Map<RealLatent, RealLatent> behind = new LinkedHashMap<>();

    private UnconstrainedModel(Model original) {
        this.original = original;
        for (Latent latent : original.latents()) {
            if (latent instanceof RealLatent real && !real.domain().isReals()) {
                int columns = real.domain().freeColumns(real.columns());
                behind.put(real, new RealLatent(real.name(), real.rows(), columns));
                latents.add(behind.get(real));
            } else {
                latents.add(latent);
            }
        }
    }

    /** The unconstrained model, differentiable if the original is; itself where no latent has a domain. */
    public static Model of(Model model) {
        boolean free = model.latents().stream()
                .noneMatch(latent ->
                        latent instanceof RealLatent real && !real.domain().isReals());
        if (free) {
            return model;
        }
        return model instanceof DifferentiableModel differentiable
                ? new Differentiable(differentiable)
                : new UnconstrainedModel(model);
    }

    /** The model whose latents have domains. */
    public Model original() {
        return original;
    }

    @Override
    public List<Latent> latents() {
        return List.copyOf(latents);
    }

    /**
     * The values of the original latents.
     *
     * @param u of this model's latents. Not modified.
     * @param z of the original ones. Modified.
     * @return the log of the Jacobian determinant
     */
    public double map(LatentValues u, LatentValues z) {
        double logJacobian = 0;
        for (Latent latent : original.latents()) {
            if (behind.containsKey(latent)) {
                RealLatent real = (RealLatent) latent;
                logJacobian += real.domain().map(u.get(behind.get(real)), z.get(real));
            } else {
                z.get(latent).setTo(u.get(latent));
            }
        }
        return logJacobian;
    }

    @Override
    public Pass newPass() {
        Pass pass = original.newPass();
        LatentValues z = new LatentValues(original.latents());
        return u -> map(u, z) + pass.forward(z);
    }

    private static final class Differentiable extends UnconstrainedModel implements DifferentiableModel {
        private final DifferentiableModel original;

        private Differentiable(DifferentiableModel original) {
            super(original);
            this.original = original;
        }

        @Override
        public DifferentiableModel.Pass newPass() {
            return new GradientPass(this, original);
        }
    }

    private static final class GradientPass implements DifferentiableModel.Pass {
        private final UnconstrainedModel model;
        private final DifferentiableModel.Pass pass;
        private final LatentValues z;
        private final LatentValues zGradient;

        private GradientPass(UnconstrainedModel model, DifferentiableModel original) {
            this.model = model;
            pass = original.newPass();
            z = new LatentValues(original.latents());
            zGradient = new LatentValues(original.latents());
        }

        @Override
        public double forward(LatentValues u) {
            return model.map(u, z) + pass.forward(z);
        }

        @Override
        public void backward(LatentValues gradient) {
            pass.backward(zGradient);
            for (Latent latent : z.latents()) {
                if (model.behind.containsKey(latent)) {
                    RealLatent real = (RealLatent) latent;
                    real.domain().pullBack(z.get(real), zGradient.get(real), gradient.get(model.behind.get(real)));
                } else {
                    gradient.get(latent).setTo(zGradient.get(latent));
                }
            }
        }
    }
}
