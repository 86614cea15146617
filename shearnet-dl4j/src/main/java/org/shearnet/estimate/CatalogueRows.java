package org.shearnet.estimate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.ngmix.metacal.MetacalType;

/** Estimates from the rows of a catalogue, with metacalibration's images, as far as a mean shear needs them. */
public final class CatalogueRows {

    private CatalogueRows() {}

    /** The estimates, one an object, whether the catalogue has a row for each image or columns for them. */
    public static ShapeEstimate[] read(FitsTable table) {
        return table.header().has(MetacalTables.CARD) ? ofRows(table) : ofColumns(table);
    }

    private static ShapeEstimate[] ofRows(FitsTable table) {
        ShapeEstimate[] rows = Catalogue.read(table);
        List<MetacalType> types = Arrays.stream(table.texts(MetacalTables.SHEAR))
                .distinct()
                .map(MetacalType::named)
                .toList();
        int n = types.size();
        return IntStream.range(0, rows.length / Math.max(1, n))
                .mapToObj(object -> {
                    Map<MetacalType, ShapeEstimate> images = new LinkedHashMap<>();
                    IntStream.range(0, n).forEach(k -> images.put(types.get(k), rows[object * n + k]));
                    return rows[object * n].withMetacal(new ShapeEstimate.Metacal(null, images, null));
                })
                .toArray(ShapeEstimate[]::new);
    }

    private static ShapeEstimate[] ofColumns(FitsTable table) {
        ShapeEstimate[] estimates = Catalogue.read(table);
        List<MetacalType> types = Arrays.stream(MetacalType.values())
                .filter(type -> table.has("g1_" + type.label()))
                .toList();
        double[] chi2 = table.doubles("chi2_dof");
        for (int i = 0; i < estimates.length; i++) {
            ShapeEstimate one = estimates[i].withDetails(new FitDetails(chi2[i], Double.NaN, false));
            if (one.ok() && !types.isEmpty()) {
                Map<MetacalType, ShapeEstimate> images = new LinkedHashMap<>();
                images.put(MetacalType.NOSHEAR, one.withMetacal(null));
                for (MetacalType type : types) {
                    images.put(type, image(table, type, i));
                }
                ShapeEstimate.Metacal known = one.metacal();
                one = one.withMetacal(new ShapeEstimate.Metacal(
                        known == null ? null : known.response(), images, known == null ? null : known.weight()));
            }
            estimates[i] = one;
        }
        return estimates;
    }

    private static ShapeEstimate image(FitsTable table, MetacalType type, int i) {
        double[] v = Catalogue.OF_IMAGES.keySet().stream()
                .mapToDouble(name -> table.doubles(name + "_" + type.label())[i])
                .toArray();
        return ShapeEstimate.of(v[0], v[1], v[2], v[3])
                .withLight(new ShapeEstimate.Light(v[2], Double.NaN, v[3], Double.NaN, v[4]));
    }
}
