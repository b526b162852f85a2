// The program of docs/start.md, line by line: jshell --class-path examples/target/permvi.jar examples/src/scripts/first.jsh
import io.permvi.inference.*;
import io.permvi.inference.posterior.*;
import io.permvi.models.*;
import io.permvi.plots.MatchingPictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.*;
import org.ejml.data.DMatrixRMaj;

double[][] centers = {{0, 0}, {2, 0}, {0, 2}, {2, 2}, {4, 0}, {0, 4}};
double[][] points = {{3.9, 0.2}, {0.1, 1.8}, {2.2, 1.9}, {0.9, 0.1}, {0.1, 4.1}, {1.1, -0.1}};
var x = new MatchingLatent("center of the point", 6); // x[i][j] = 1: point i comes from center j
var scores = new DMatrixRMaj(6, 6);
for (int i = 0; i < 6; i++) {
    for (int j = 0; j < 6; j++) {
        double apart = Math.hypot(points[i][0] - centers[j][0], points[i][1] - centers[j][1]);
        scores.set(i, j, -apart * apart / (2 * 0.5 * 0.5)); // log likelihood, up to what is the same for all
    }
}
Model model = TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)));

var rng = new SplittableRandom(1);
Answer answer = Inference.of(model).run(rng);
System.out.println(answer);                                                      // what was done, and whether to trust it
System.out.println(answer.marginals(x).candidates(3, 2));                        // the two best centers of point 3

MatchingPictures.marginals(answer.marginals(x)).save(Path.of("first.png"));      // look
PosteriorFile.write(Path.of("first.permvi"), WeightedPosterior.of(answer.posterior(), 1000, rng)); // save
PosteriorTables.writeMarginals(Path.of("first.csv"), x, answer.marginals(x));    // for other tools

/exit
