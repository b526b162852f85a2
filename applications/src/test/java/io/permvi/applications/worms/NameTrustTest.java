package io.permvi.applications.worms;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NameTrustTest {
    @Test
    void saysInOneSentenceWhatIsWrong() {
        assertSays(
                "NOT SETTLED: a recording has no more time steps than its cells",
                new NameTrust(-80, 100, 0, 0, 1, 0.9));
        assertSays("only 5 time steps more than its cells", new NameTrust(5, 100, 0, 0, 1, 0.9));
        assertSays("2 other starts give 0.18 of the cells the same name", new NameTrust(20, 100, 0, 2, 0.18, 0.85));
        assertSays("misfit 4.2", new NameTrust(200, 100, 4.2, 0, 1, 0.95));
        NameTrust good = new NameTrust(200, 100, 0.3, 2, 0.93, 0.95);
        assertTrue(good.settled() && good.sentence().startsWith("SETTLED"), good.sentence());
        assertSays("2 other starts give 0.93 of the cells the same name", new NameTrust(20, 100, 0.3, 2, 0.93, 0.95));
    }

    private static void assertSays(String part, NameTrust trust) {
        assertFalse(trust.settled());
        assertTrue(
                trust.sentence().startsWith("NOT SETTLED") && trust.sentence().contains(part), trust.sentence());
        assertTrue(trust.sentence().lines().count() == 1);
    }
}
