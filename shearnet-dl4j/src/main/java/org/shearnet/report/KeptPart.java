package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.DoubleStream;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.InspectFiles;
import org.shearnet.inspect.InspectedGalaxy;
import org.shearnet.inspect.Kept;
import org.shearnet.inspect.KeptStudy;
import org.shearnet.inspect.NoiseCheck;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;

/**
 * What each layer keeps of the information on the shear.
 *
 * @param layers names; empty for all
 * @param levels pixel noise (counts)
 */
public record KeptPart(Scene scene, Model model, List<String> layers, double[] levels, int galaxies, int threads)
        implements Part {

    /** Galaxies of the check by draws. */
    private static final int CHECKED = 2;

    @Override
    public String name() {
        return "kept";
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
        KeptStudy.Options options = new KeptStudy.Options(
                layers,
                DoubleStream.of(levels).boxed().toList(),
                List.of(FloatFormat.FLOAT32),
                KeptStudy.Options.DEFAULT.wideGalaxies());
        double[] known = InspectedGalaxy.population(scene);
        InspectedGalaxy[] drawn = InspectedGalaxy.draw(scene, galaxies);
        KeptStudy study = new KeptStudy(LocalNetwork.of(model), known, options);
        List<Kept> all = study.run(drawn, threads, progress::accept);
        InspectFiles.kept(folder.resolve("kept.csv"), all);
        List<Section.Curve> curves = new ArrayList<>();
        Map<String, Boolean> exact = new LinkedHashMap<>();
        all.forEach(k -> exact.merge(k.layer(), k.exact(), Boolean::logicalAnd));
        for (double level : levels) {
            Map<String, Double> means = KeptStudy.means(all, level, FloatFormat.FLOAT32);
            curves.add(new Section.Curve("kept", level, List.copyOf(means.keySet()), List.copyOf(means.values())));
        }
        LayerChart chart = new LayerChart("Information on the shear that is kept", "share kept");
        for (Section.Curve curve : curves) {
            chart.add("σ = " + Numbers.minus(Numbers.scientific(curve.noiseSigma())), curve.layers(), curve.values());
        }
        chart.draw(folder.resolve("kept.png"), 1);
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph(
                "The share of the stamp's information on g1, g2 that a layer's numbers still hold, whoever"
                        + " reads them, when the other five parameters are known no better than the population knows them; by gradients"
                        + " at the noise-free stamp, with the rounding of float32. At least: a layer of many numbers, searched from"
                        + " below."));
        blocks.add(Section.figure(
                "kept.png",
                "Kept against layer (numbered from 1 where they are many), a line a noise level, on a logarithmic axis. Look for the step down: there information is"
                        + " lost for good. What is kept never rises along a chain.",
                "kept.csv"));
        blocks.add(Section.table("Information kept by layer", heads(), rows(curves, exact), "kept.csv"));
        blocks.addAll(check(List.of(drawn).subList(0, Math.min(CHECKED, galaxies)), known));
        return new Section("kept", "What each layer keeps", blocks, curves);
    }

    /** The highest noise by draws of it, where gradients at the noise-free stamp are most in doubt. */
    private List<Section.Block> check(List<InspectedGalaxy> checked, double[] known) {
        double sigma = DoubleStream.of(levels).max().orElseThrow();
        List<NoiseCheck> all = NoiseCheck.of(model, checked, layers, sigma, known, threads);
        if (all.isEmpty()) {
            return List.of();
        }
        return List.of(
                Section.paragraph("Check at σ = " + Numbers.minus(Numbers.scientific(sigma)) + ": the same share by "
                        + "1,000 draws of the noise, from six combinations of a layer's numbers that would be sufficient"
                        + " if it were linear (" + checked.size()
                        + " galaxies). A ratio near 1: gradients at the noise-free stamp hold under"
                        + " this noise. Below it, layers switch with the noise and keep less than gradients say, or in other"
                        + " combinations."),
                Section.table(
                        "Kept by gradients and by draws",
                        List.of("layer", "gradients", "draws", "ratio"),
                        all.stream()
                                .map(c -> List.of(
                                        c.layer(),
                                        Numbers.number(c.gradients()),
                                        Numbers.number(c.draws()),
                                        Numbers.number(c.draws() / c.gradients())))
                                .toList(),
                        ""));
    }

    private List<String> heads() {
        List<String> heads = new ArrayList<>(List.of("layer", ""));
        for (double level : levels) {
            heads.add("σ = " + Numbers.minus(Numbers.scientific(level)));
        }
        return heads;
    }

    private static List<List<String>> rows(List<Section.Curve> curves, Map<String, Boolean> exact) {
        List<List<String>> rows = new ArrayList<>();
        for (String layer : curves.get(0).layers()) {
            List<String> row = new ArrayList<>(List.of(layer, exact.get(layer) ? "" : "at least"));
            for (Section.Curve curve : curves) {
                double value = curve.values().get(curve.layers().indexOf(layer));
                row.add(Numbers.kept(value));
            }
            rows.add(row);
        }
        return rows;
    }
}
