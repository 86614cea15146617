package org.shearnet.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.LongConsumer;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.AnswerGradient;
import org.shearnet.inspect.InspectFiles;
import org.shearnet.inspect.InspectedGalaxy;
import org.shearnet.inspect.Specimen;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;

/**
 * What the answer makes of each pixel, beside what the best estimator makes of it.
 *
 * @param levels pixel noise (counts), lowest first
 */
public record GradientPart(Scene scene, Model model, double[] levels, int galaxies, int threads) implements Part {

    private static final int SIDE = 110;
    private static final int LABEL = 112;
    private static final int TOP = 28;

    @Override
    public String name() {
        return "gradient";
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
        LocalNetwork network = LocalNetwork.of(model);
        List<AnswerGradient.Summary> all = AnswerGradient.summaries(
                network, InspectedGalaxy.draw(scene, galaxies), levels, threads, progress::accept);
        InspectFiles.gradients(folder.resolve("gradient.csv"), all);
        draw(folder.resolve("gradient.png"), network);
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph(
                "The gradient of the answer g1, g2 by the pixels of a noise-free stamp. Its length is the"
                        + " noise that passes on, here over the Fisher bound. The part inside the span of the six tangents (position,"
                        + " shear, size, flux) is what answers to the galaxy; the part outside takes noise in and answers to nothing,"
                        + " so that inside² + outside² = gain²."));
        blocks.add(Section.figure(
                "gradient.png",
                "Weights of the pixels in g1: of the best unbiased estimator, and of the network at the lowest noise, its part"
                        + " inside the tangents and its part outside, all on one scale a row (blue negative, orange positive).",
                ""));
        blocks.add(Section.table("Gradient of the answer", HEADS, rows(all), "gradient.csv"));
        return new Section("gradient", "What the answer makes of the pixels", blocks, List.of());
    }

    private static final List<String> HEADS =
            List.of("σ told", "noise gain / bound", "inside / bound", "outside / bound", "response to own shear");

    private static List<List<String>> rows(List<AnswerGradient.Summary> all) {
        List<List<String>> rows = new ArrayList<>();
        for (AnswerGradient.Summary one : all) {
            rows.add(List.of(
                    Numbers.minus(Numbers.scientific(one.noiseSigma())),
                    Numbers.number(one.gain()),
                    Numbers.number(one.inside()),
                    Numbers.number(one.outside()),
                    Numbers.plainWithError(one.response(), one.scatter(), 3)));
        }
        return rows;
    }

    private void draw(Path png, LocalNetwork network) throws IOException {
        List<Specimen> specimens = Specimen.of(scene);
        List<AnswerGradient> gradients = new ArrayList<>();
        for (Specimen specimen : specimens) {
            gradients.add(AnswerGradient.of(network, specimen.galaxy(), levels[0])[0]);
        }
        List<String> heads = List.of("stamp", "best estimator", "network", "inside", "outside");
        MapImage.Grid grid = new MapImage.Grid(LABEL, TOP, SIDE);
        int w = model.stamp().width();
        int h = model.stamp().height();
        Style.draw(png, grid.width(heads.size()), grid.height(specimens.size()), g -> {
            grid.heads(g, heads);
            for (int i = 0; i < specimens.size(); i++) {
                row(g, grid, i, specimens.get(i), gradients.get(i), w, h);
            }
        });
    }

    private static void row(
            Graphics2D g, MapImage.Grid grid, int i, Specimen specimen, AnswerGradient gradient, int w, int h) {
        grid.label(g, i, specimen.name());
        double[] pixels = specimen.galaxy().pixels();
        grid.draw(g, i, 0, pixels, w, h, MapImage.grey(pixels));
        DoubleFunction<Color> colour =
                MapImage.signed(Math.max(MapImage.largest(gradient.best()), MapImage.largest(gradient.whole())));
        grid.draw(g, i, 1, gradient.best(), w, h, colour);
        grid.draw(g, i, 2, gradient.whole(), w, h, colour);
        grid.draw(g, i, 3, gradient.inside(), w, h, colour);
        grid.draw(g, i, 4, gradient.outside(), w, h, colour);
    }
}
