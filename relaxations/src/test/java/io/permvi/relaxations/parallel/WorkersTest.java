package io.permvi.relaxations.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void eachIterationRunsOnce() {
        for (int threads : new int[] {1, 2, 5}) {
            try (Workers workers = new Workers(threads)) {
                for (int repetition = 0; repetition < 200; repetition++) {
                    AtomicIntegerArray runs = new AtomicIntegerArray(17);
                    workers.forEach(17, runs::incrementAndGet);
                    for (int i = 0; i < 17; i++) {
                        assertEquals(1, runs.get(i));
                    }
                }
                workers.forEach(0, i -> {
                    throw new AssertionError();
                });
            }
        }
    }

    @Test
    void loopsMayBeNested() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (Workers workers = new Workers(2)) {
                AtomicInteger runs = new AtomicInteger();
                workers.forEach(50, i -> workers.forEach(3, j -> workers.forEach(2, k -> runs.incrementAndGet())));
                assertEquals(300, runs.get());
            }
        });
    }

    @Test
    void theFirstFailureIsThrownWhenAllHaveStopped() {
        try (Workers workers = new Workers(3)) {
            AtomicInteger running = new AtomicInteger();
            assertThrows(
                    IllegalStateException.class,
                    () -> workers.forEach(100, i -> {
                        running.incrementAndGet();
                        try {
                            if (i == 7) {
                                throw new IllegalStateException("seven");
                            }
                        } finally {
                            running.decrementAndGet();
                        }
                    }));
            assertEquals(0, running.get());
        }
        assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    }
}
