package io.permvi.applications.heads.nwb;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** {@code ID_labels}: one string a cell, or single characters that an index of row ends cuts into names. */
final class Labels {
    private Labels() {}

    static List<String> of(Path file, HdfFile hdf, String neurons, int count) {
        if (!NwbHead.has(hdf, neurons + "/ID_labels")) {
            return Collections.nCopies(count, "");
        }
        List<String> texts = texts(NwbHead.dataset(file, hdf, neurons + "/ID_labels"));
        String index = neurons + "/ID_labels_index";
        List<String> labels = NwbHead.has(hdf, index)
                ? cut(file, texts, Numbers.of(NwbHead.dataset(file, hdf, index).getData()))
                : texts;
        if (labels.size() != count) {
            throw new InputException(file + ": " + neurons + " has " + count + " centers and " + labels.size()
                    + " labels" + (NwbHead.has(hdf, index) ? "" : ", and no ID_labels_index that cuts them"));
        }
        return labels.stream()
                .map(label -> label.equalsIgnoreCase("nan") ? "" : label.strip())
                .toList();
    }

    private static List<String> texts(Dataset set) {
        return set.getData() instanceof String[] texts
                ? List.of(texts)
                : Arrays.stream((Object[]) set.getData()).map(String::valueOf).toList();
    }

    private static List<String> cut(Path file, List<String> texts, double[] ends) {
        List<String> labels = new ArrayList<>();
        int from = 0;
        for (double end : ends) {
            if (end < from || end > texts.size()) {
                throw new InputException(file + ": ID_labels_index goes from " + from + " to " + (long) end + " of "
                        + texts.size() + " labels");
            }
            labels.add(String.join("", texts.subList(from, (int) end)));
            from = (int) end;
        }
        return labels;
    }
}
