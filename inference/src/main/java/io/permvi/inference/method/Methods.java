package io.permvi.inference.method;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The methods of a program or a study, in the order of its tables. A new method is one line here.
 *
 * @param <P> the problems
 */
public final class Methods<P> {
    private final List<Method<P>> all;

    private Methods(List<Method<P>> all) {
        this.all = all;
    }

    /**
     * A registry.
     *
     * @throws IllegalArgumentException when two have the same name
     */
    public static <P> Methods<P> of(List<Method<P>> methods) {
        Set<String> names = new HashSet<>();
        for (Method<P> method : methods) {
            if (!names.add(method.name())) {
                throw new IllegalArgumentException("two methods have the name " + method.name());
            }
        }
        return new Methods<>(List.copyOf(methods));
    }

    /** All, in order. */
    public List<Method<P>> all() {
        return all;
    }

    /** Their names, by comma. */
    public String names() {
        return all.stream().map(Method::name).collect(Collectors.joining(", "));
    }

    /**
     * The method of a name, in whatever case.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Method<P> named(String name) {
        return all.stream()
                .filter(method -> method.name().equals(name.trim().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method '" + name + "'; there are " + names()));
    }

    /** The methods of these names, each once, in the order of the registry. */
    public List<Method<P>> named(List<String> names) {
        List<Method<P>> chosen = names.stream().map(this::named).toList();
        return all.stream().filter(chosen::contains).toList();
    }

    /** A line for each: its name and what it does. */
    @Override
    public String toString() {
        return all.stream()
                .map(method -> String.format("%-26s %s", method.name(), method.description()))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
