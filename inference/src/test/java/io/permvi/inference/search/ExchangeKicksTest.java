package io.permvi.inference.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class ExchangeKicksTest {

    /** Rotating three items gains 3, and each of the exchanges on the way there costs 4. */
    @Test
    void findsARotationThatNoExchangeLeadsTo() {
        ExchangeChain chain = chain(scores(1), Matching.of(3, 0, 1, 2));
        chain.climb(10);
        assertEquals(0, chain.bestLogDensity(), 1e-12);
        chain.kick(10);
        assertEquals(3, chain.bestLogDensity(), 1e-12);
        assertEquals(List.of(Matching.of(3, 1, 2, 0)), chain.best());
    }

    @Test
    void leavesTheStateWhereNothingIsGained() {
        ExchangeChain chain = chain(scores(-1), Matching.of(3, 0, 1, 2));
        chain.kick(10);
        assertEquals(List.of(Matching.of(3, 0, 1, 2)), chain.state());
        assertEquals(0, chain.logDensity(), 1e-12);
        assertEquals(0, chain.bestLogDensity(), 1e-12);
    }

    /** Two matchings that want to agree: each alone loses 10 by moving to the empty place, together they gain 2. */
    @Test
    void movesAllMatchingsOutOfACommonMistake() {
        MatchingLatent first = new MatchingLatent("first", SparsityPattern.all(2, 3));
        MatchingLatent second = new MatchingLatent("second", SparsityPattern.all(2, 3));
        DMatrixRMaj score = new DMatrixRMaj(2, 3, true, 0, -20, 1, -20, 0, -20);
        Model model = TapeModel.of(List.of(first, second), (tape, z) -> z.get(first)
                .plus(z.get(second))
                .dot(tape.constant(score))
                .plus(z.get(first).dot(z.get(second)).times(10)));
        Matching mistaken = Matching.of(3, 0, 1);
        ExchangeChain chain =
                new ExchangeChain(MatchingDensity.of(model), List.of(mistaken, mistaken), 0.1, DrawRandom.of(1, 0, 0));
        chain.climb(10);
        assertEquals(20, chain.bestLogDensity(), 1e-12);
        chain.kick(10);
        assertEquals(22, chain.bestLogDensity(), 1e-12);
        assertEquals(List.of(Matching.of(3, 2, 1), Matching.of(3, 2, 1)), chain.best());
    }

    /**
     * Two of three matchings share a mistake that each alone would lose 19 by mending, together they gain 2; the third has
     * it right and takes back what was done to all.
     */
    @Test
    void leavesAloneTheMatchingThatDoesNotShareACommonMistake() {
        MatchingLatent first = new MatchingLatent("first", 2);
        MatchingLatent second = new MatchingLatent("second", 2);
        MatchingLatent third = new MatchingLatent("third", 2);
        DMatrixRMaj right = new DMatrixRMaj(2, 2, true, 0.5, 0, 0, 0.5);
        Model model = TapeModel.of(List.of(first, second, third), (tape, z) -> z.get(first)
                .plus(z.get(second))
                .plus(z.get(third).times(5))
                .dot(tape.constant(right))
                .plus(z.get(first).dot(z.get(second)).times(10)));
        Matching mistaken = Matching.of(2, 1, 0);
        Matching mended = Matching.of(2, 0, 1);
        ExchangeChain chain = new ExchangeChain(
                MatchingDensity.of(model), List.of(mistaken, mistaken, mended), 0.1, DrawRandom.of(1, 0, 0));
        chain.climb(10);
        assertEquals(25, chain.bestLogDensity(), 1e-12);
        chain.kick(10);
        assertEquals(27, chain.bestLogDensity(), 1e-12);
        assertEquals(List.of(mended, mended, mended), chain.best());
    }

    /** As above, but a matching that mended the mistake alone would lose 199, so that the exchange is no near one. */
    @Test
    void triesCommonExchangesThatCostASingleMatchingFar() {
        MatchingLatent first = new MatchingLatent("first", 2);
        MatchingLatent second = new MatchingLatent("second", 2);
        DMatrixRMaj right = new DMatrixRMaj(2, 2, true, 0.5, 0, 0, 0.5);
        Model model = TapeModel.of(List.of(first, second), (tape, z) -> z.get(first)
                .plus(z.get(second))
                .dot(tape.constant(right))
                .plus(z.get(first).dot(z.get(second)).times(100)));
        Matching mistaken = Matching.of(2, 1, 0);
        Matching mended = Matching.of(2, 0, 1);
        ExchangeChain chain =
                new ExchangeChain(MatchingDensity.of(model), List.of(mistaken, mistaken), 0.1, DrawRandom.of(1, 0, 0));
        chain.kick(10);
        assertEquals(List.of(mended, mended), chain.best());
    }

    private static DMatrixRMaj scores(double ofRotation) {
        return new DMatrixRMaj(3, 3, true, 0, ofRotation, -5, -5, 0, ofRotation, ofRotation, -5, 0);
    }

    private static ExchangeChain chain(DMatrixRMaj score, Matching start) {
        MatchingLatent latent = new MatchingLatent("x", 3);
        Model model = TapeModel.of(List.of(latent), (tape, z) -> z.get(latent).dot(tape.constant(score)));
        return new ExchangeChain(MatchingDensity.of(model), List.of(start), 0, DrawRandom.of(1, 0, 0));
    }
}
