package io.permvi.inference.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    @Test
    void firstStepOfAdamHasTheStepSize() {
        double[] parameters = {1, 1};
        new Adam(0.1).newStepper(2).ascend(parameters, new double[] {5, -0.01});
        assertArrayEquals(new double[] {1.1, 0.9}, parameters, 1e-6);
    }

    @Test
    void sgdFollowsTheGradientAndItsSchedule() {
        double[] parameters = {1};
        Optimizer.Stepper stepper = new Sgd(step -> step == 0 ? 0.1 : 0.2, 0.5).newStepper(1);
        stepper.ascend(parameters, new double[] {2});
        assertEquals(1.2, parameters[0], 1e-12);
        stepper.ascend(parameters, new double[] {2});
        assertEquals(1.2 + 0.2 * 3, parameters[0], 1e-12);
    }

    @Test
    void bothClimbAConcaveFunction() {
        for (Optimizer optimizer : List.of(new Adam(0.05), new Sgd(0.05))) {
            double[] parameters = {3, -2};
            Optimizer.Stepper stepper = optimizer.newStepper(2);
            for (int step = 0; step < 2000; step++) {
                stepper.ascend(parameters, new double[] {1 - parameters[0], 4 * (2 - parameters[1])});
            }
            assertArrayEquals(new double[] {1, 2}, parameters, 1e-6);
        }
    }

    @Test
    void restoredSteppersGoOnExactly() {
        for (Optimizer optimizer : List.of(new Adam(0.1), new Sgd(Schedule.constant(0.1), 0.9))) {
            double[] whole = {1, 2};
            Optimizer.Stepper stepper = optimizer.newStepper(2);
            stepper.ascend(whole, new double[] {1, -2});
            double[] resumed = whole.clone();
            Optimizer.Stepper second = optimizer.newStepper(2);
            second.restore(stepper.state());
            stepper.ascend(whole, new double[] {0.3, 0.1});
            second.ascend(resumed, new double[] {0.3, 0.1});
            assertArrayEquals(whole, resumed);
            assertThrows(IllegalArgumentException.class, () -> second.restore(new double[1]));
        }
    }

    @Test
    void schedulesRunFromTheirFirstToTheirLastValue() {
        for (Schedule schedule : List.of(Schedule.geometric(2, 0.5, 10), Schedule.cosine(2, 0.5, 10))) {
            assertEquals(2, schedule.at(0), 1e-12);
            assertEquals(0.5, schedule.at(10), 1e-12);
            assertEquals(0.5, schedule.at(1000), 1e-12);
        }
        assertEquals(1, Schedule.geometric(2, 0.5, 10).at(5), 1e-12);
        assertEquals(1.25, Schedule.cosine(2, 0.5, 10).at(5), 1e-12);
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> Schedule.constant(0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.geometric(1, -1, 5));
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Adam(Schedule.constant(1), 1, 0.9, 1e-8));
        assertThrows(IllegalArgumentException.class, () -> new Adam(Schedule.constant(1), 0.9, 0.9, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sgd(Schedule.constant(1), 1));
    }
}
