package io.permvi.applications.heads;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which heads train and which are tested. Heads whose id starts with the reference prefix always train; of the others, in
 * order of their ids, head j is tested in fold j modulo the number of folds, or every laboratory is a fold of its own.
 *
 * @param folds how many, at least 2; not read where laboratories are left out
 * @param byLaboratory whether a fold is a laboratory, whose other heads then do not train
 * @param reference prefix of the heads that always train, empty for none
 * @param most how many heads train at most, chosen at random
 * @param seed of that choice
 */
public record HeadSplit(int folds, boolean byLaboratory, String reference, int most, long seed) {

    /** The heads of one fold. */
    public record Fold(List<HeadFile> training, List<HeadFile> test) {}

    /** All folds. */
    public List<Fold> of(List<HeadFile> files) {
        List<HeadFile> tested = files.stream().filter(f -> !isReference(f)).toList();
        if (byLaboratory) {
            TreeSet<String> laboratories = new TreeSet<>();
            tested.forEach(file -> laboratories.add(file.head().laboratory()));
            return laboratories.stream()
                    .map(laboratory -> fold(
                            files,
                            tested.stream()
                                    .filter(f -> f.head().laboratory().equals(laboratory))
                                    .toList()))
                    .toList();
        }
        return IntStream.range(0, folds)
                .mapToObj(fold -> fold(
                        files,
                        IntStream.range(0, tested.size())
                                .filter(j -> j % folds == fold)
                                .mapToObj(tested::get)
                                .toList()))
                .toList();
    }

    /** How many heads are tested in all folds together. */
    public int tested(List<HeadFile> files) {
        return (int) files.stream().filter(f -> !isReference(f)).count();
    }

    private boolean isReference(HeadFile file) {
        return !reference.isEmpty() && file.head().id().startsWith(reference);
    }

    private Fold fold(List<HeadFile> files, List<HeadFile> test) {
        List<HeadFile> training = new ArrayList<>(files);
        training.removeAll(test);
        if (training.size() <= most) {
            return new Fold(training, test);
        }
        List<HeadFile> shuffled = new ArrayList<>(training);
        Collections.shuffle(shuffled, new Random(seed));
        List<HeadFile> chosen = shuffled.subList(0, most);
        return new Fold(training.stream().filter(chosen::contains).toList(), test);
    }
}
