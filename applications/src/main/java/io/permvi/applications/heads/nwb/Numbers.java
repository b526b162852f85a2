package io.permvi.applications.heads.nwb;

import java.lang.reflect.Array;

/** Arrays of any number type and dimension, as jHDF returns them. */
final class Numbers {
    private Numbers() {}

    /** All numbers, the last index fastest. */
    static double[] of(Object data) {
        double[] numbers = new double[count(data)];
        fill(data, numbers, 0);
        return numbers;
    }

    private static int count(Object data) {
        if (data instanceof Number) {
            return 1;
        }
        if (data == null || !data.getClass().isArray()) {
            throw new IllegalArgumentException("numbers were expected");
        }
        int length = Array.getLength(data);
        if (data.getClass().getComponentType().isPrimitive()) {
            return length;
        }
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += count(Array.get(data, i));
        }
        return count;
    }

    private static int fill(Object data, double[] numbers, int at) {
        if (data instanceof Number number) {
            numbers[at] = number.doubleValue();
            return at + 1;
        }
        int next = at;
        for (int i = 0; i < Array.getLength(data); i++) {
            next = fill(Array.get(data, i), numbers, next);
        }
        return next;
    }
}
