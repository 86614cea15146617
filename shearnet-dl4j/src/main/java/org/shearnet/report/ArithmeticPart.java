package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.DoubleStream;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.Arithmetic;
import org.shearnet.inspect.InspectFiles;
import org.shearnet.inspect.InspectedGalaxy;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;

/**
 * What number formats cost.
 *
 * @param levels pixel noise (counts)
 */
public record ArithmeticPart(
        Scene scene, Model model, List<FloatFormat> formats, double[] levels, int galaxies, int threads)
        implements Part {

    @Override
    public String name() {
        return "arithmetic";
    }

    @Override
    public String unit() {
        return "galaxies";
    }

    @Override
    public long steps() {
        return galaxies;
    }

    @Override
    public Section run(Path folder, LongConsumer progress) throws IOException {
        List<Arithmetic> all = Arithmetic.of(
                LocalNetwork.of(model),
                InspectedGalaxy.draw(scene, galaxies),
                formats,
                DoubleStream.of(levels).boxed().toList(),
                threads,
                progress::accept);
        InspectFiles.arithmetic(folder.resolve("arithmetic.csv"), all);
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph(
                "Root mean square changes of g1, g2 when numbers are rounded, in units of the Fisher bound:"
                        + " the stored stamp alone, read by the network; the stamp, read by the best linear estimator, which no network"
                        + " can avoid; and every activation of the network, the stamp left as it is. Much below 1, arithmetic does not"
                        + " matter; a dash: a number overflows the format."));
        blocks.add(Section.table("Cost of number formats (bounds)", HEADS, rows(all), "arithmetic.csv"));
        return new Section("arithmetic", "Arithmetic", blocks, List.of());
    }

    private static final List<String> HEADS =
            List.of("format", "σ", "stored stamp", "best reader of it", "activations");

    private static List<List<String>> rows(List<Arithmetic> all) {
        List<List<String>> rows = new ArrayList<>();
        for (Arithmetic one : all) {
            rows.add(List.of(
                    one.format().key(),
                    Numbers.minus(Numbers.scientific(one.noiseSigma())),
                    share(one.stamp(), one),
                    share(one.optimal(), one),
                    share(one.activations(), one)));
        }
        return rows;
    }

    private static String share(double change, Arithmetic one) {
        return Numbers.minus(Numbers.scientific(change / one.bound(), 2));
    }
}
