package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.StampLayout;

/** What TRUTH says of the galaxies of a scene. Immutable. */
final class TruthTable {

    private final List<String> drawnPaths;
    private final StampPlan stamps;
    private final List<StampLayout.Column> columns;

    /**
     * @param drawnPaths YAML paths of the numbers that differ between galaxies
     * @param output which says what else is asked for
     */
    TruthTable(List<String> drawnPaths, StampPlan stamps, OutputPlan output) {
        this.drawnPaths = List.copyOf(drawnPaths);
        this.stamps = stamps;
        List<StampLayout.Column> all = new ArrayList<>();
        add(all, "", "g1", "g2");
        add(all, "arcsec", "half_light_radius", "sigma");
        add(all, "ct", "flux");
        add(all, "arcsec", "dx", "dy");
        add(all, "", "psf_g1", "psf_g2");
        add(all, "arcsec", "psf_half_light_radius", "psf_sigma");
        if (!stamps.isPlain()) {
            add(all, "", "ring", "member", "sign");
        }
        drawnPaths.forEach(path -> add(all, "", path));
        List<String> taken =
                new ArrayList<>(all.stream().map(StampLayout.Column::name).toList());
        taken.addAll(List.of("id", "s2n", "noise_sigma"));
        output.truthColumns(taken).forEach(name -> add(all, "", name));
        columns = List.copyOf(all);
    }

    private static void add(List<StampLayout.Column> columns, String unit, String... names) {
        for (String name : names) {
            columns.add(new StampLayout.Column(name, unit));
        }
    }

    /** YAML paths of the numbers that differ between galaxies. */
    List<String> drawnPaths() {
        return drawnPaths;
    }

    List<StampLayout.Column> columns() {
        return columns;
    }

    /** The row of a galaxy. */
    List<Double> row(SceneGalaxy g) {
        List<Double> row = new ArrayList<>(List.of(
                g.g1(),
                g.g2(),
                g.halfLightRadius(),
                g.sigma(),
                g.flux(),
                g.dx(),
                g.dy(),
                g.psfShape().g1(),
                g.psfShape().g2(),
                g.psfShape().halfLightRadius(),
                g.psfShape().sigma()));
        if (!stamps.isPlain()) {
            row.add((double) stamps.ring(g.index()));
            row.add((double) stamps.member(g.index()));
            row.add((double) stamps.sign(g.index()));
        }
        row.addAll(g.drawn());
        return row;
    }

    /** Whether one of the conditions holds for a galaxy. */
    boolean meets(List<Rejection> conditions, SceneGalaxy galaxy) {
        List<Double> row = row(galaxy);
        for (Rejection condition : conditions) {
            double value = Math.hypot(galaxy.g1(), galaxy.g2());
            for (int i = 0; i < row.size() && !condition.column().equals("g"); i++) {
                value = columns.get(i).name().equals(condition.column()) ? row.get(i) : value;
            }
            if (condition.rejects(value)) {
                return true;
            }
        }
        return false;
    }
}
