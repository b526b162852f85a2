package io.permvi.models.worms;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.GaussianPrior;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import io.permvi.models.UniformPrior;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Neural dynamics shared by several worms whose cells are not named (Linderman et al. 2018, section 5.2). Worm j has a
 * recording Y (T by m cells) and a matching X (m cells by n neurons, {@code x[i][k] = 1} when cell i is neuron k); all
 * share the weights W (n by n, non-zero only at synapses):
 *
 * <pre>  Y_t = X W X' Y_{t-1} + N(0, noise^2 I),    W_kl ~ N(0, prior^2) at synapses,    X uniform.</pre>
 *
 * <p>With A = X W X' the log likelihood of a worm is {@code -(tr S11 - 2 <A, S10> + <A S00, A>) / (2 noise^2) - m (T -
 * 1) log(noise sqrt(2 pi))}, so a gradient costs one dense m by m product and a few with sparse factors for each worm,
 * whatever T is: O(m^3 + (allowed + synapses) m). The gradients, with {@code G = (S10 - A S00) / noise^2}, are
 *
 * <pre>  dW = X' G X  at synapses,      dX = G X W' + G' X W  at allowed entries.</pre>
 */
public final class WormDynamics implements DifferentiableModel {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final Connectome connectome;
    private final List<WormRecording> worms;
    private final double noiseDeviation;
    private final GaussianPrior weightPrior;
    private final RealLatent weights;
    private final List<MatchingLatent> identities;
    private List<OrderedRecording> orderedRecordings = List.of();

    /**
     * @param connectome the n neurons and their synapses
     * @param worms the recordings
     * @param noiseDeviation standard deviation of the noise, above 0
     * @param weightPrior of each synapse's weight
     * @throws IllegalArgumentException when there is no worm, a mask has another number of neurons, or the noise is
     *     not positive
     */
    public WormDynamics(
            Connectome connectome, List<WormRecording> worms, double noiseDeviation, GaussianPrior weightPrior) {
        if (worms.isEmpty()) {
            throw new IllegalArgumentException("at least one worm is needed");
        }
        if (!(noiseDeviation > 0 && noiseDeviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise deviation must be positive, got " + noiseDeviation);
        }
        this.connectome = connectome;
        this.worms = List.copyOf(worms);
        this.noiseDeviation = noiseDeviation;
        this.weightPrior = weightPrior;
        weights = new RealLatent("weights", connectome.synapses());
        List<MatchingLatent> latents = new ArrayList<>();
        for (WormRecording worm : worms) {
            if (worm.allowed().columns() != connectome.size()) {
                throw new IllegalArgumentException("worm " + worm.name() + " allows "
                        + worm.allowed().columns() + " neurons, the connectome has " + connectome.size());
            }
            latents.add(new MatchingLatent(worm.name(), worm.allowed()));
        }
        identities = List.copyOf(latents);
    }

    /** The shared weights, n by n. */
    public RealLatent weights() {
        return weights;
    }

    /** The identities of each worm's cells, in the order of the worms. */
    public List<MatchingLatent> identities() {
        return identities;
    }

    /** The recordings. */
    public List<WormRecording> worms() {
        return worms;
    }

    /** The neurons. */
    public Connectome connectome() {
        return connectome;
    }

    /** The standard deviation of the noise. */
    public double noiseDeviation() {
        return noiseDeviation;
    }

    /** The prior of the weights. */
    public GaussianPrior weightPrior() {
        return weightPrior;
    }

    @Override
    public List<Latent> latents() {
        List<Latent> all = new ArrayList<>(identities);
        all.add(weights);
        return all;
    }

    /** The part of the log joint that depends on no latent. */
    private double logConstant() {
        double sum = weightPrior.logNormalizer(connectome.synapses().count());
        for (int j = 0; j < worms.size(); j++) {
            ActivityStatistics statistics = worms.get(j).statistics();
            sum += UniformPrior.logProbability(identities.get(j).space());
            sum -= (double) statistics.cells()
                    * statistics.transitions()
                    * (Math.log(noiseDeviation) + HALF_LOG_TWO_PI);
            sum -= 0.5 * precision() * statistics.traceS11();
        }
        return sum;
    }

    private double precision() {
        return 1 / (noiseDeviation * noiseDeviation);
    }

    @Override
    public DifferentiableModel.Pass newPass() {
        return new DynamicsPass();
    }

    /** Made for the first pass, since a model that is never differentiated needs none. */
    private synchronized List<OrderedRecording> orderedRecordings() {
        if (orderedRecordings.isEmpty()) {
            orderedRecordings = worms.stream()
                    .map(worm -> new OrderedRecording(connectome, worm))
                    .toList();
        }
        return orderedRecordings;
    }

    private final class DynamicsPass implements DifferentiableModel.Pass {
        private final SparsityPattern synapses = connectome.synapses();
        private final double[] weightGradient = new double[synapses.count()];
        private final double logConstant = logConstant();
        private final SynapseWeights packed = new SynapseWeights(synapses);
        private final WormPass[] wormPasses = new WormPass[worms.size()];
        private boolean forwarded;

        private DynamicsPass() {
            List<OrderedRecording> ordered = orderedRecordings();
            WormPass.Workspace work = new WormPass.Workspace(ordered);
            for (int j = 0; j < wormPasses.length; j++) {
                wormPasses[j] = new WormPass(ordered.get(j), packed, precision(), work);
            }
        }

        @Override
        public double forward(LatentValues z) {
            packed.set(z.get(weights));
            double sum = logConstant - 0.5 * priorPrecision() * packed.sumOfSquares();
            for (int j = 0; j < wormPasses.length; j++) {
                sum += wormPasses[j].forward(z.get(identities.get(j)));
            }
            forwarded = true;
            return sum;
        }

        @Override
        public void backward(LatentValues gradient) {
            if (!forwarded) {
                throw new IllegalStateException("backward before forward");
            }
            for (int e = 0; e < weightGradient.length; e++) {
                weightGradient[e] = -priorPrecision() * packed.value(e);
            }
            for (int j = 0; j < wormPasses.length; j++) {
                wormPasses[j].backward(gradient.get(identities.get(j)), weightGradient);
            }
            synapses.scatter(weightGradient, 0, 0, gradient.get(weights));
        }

        private double priorPrecision() {
            return 1 / (weightPrior.standardDeviation() * weightPrior.standardDeviation());
        }
    }
}
