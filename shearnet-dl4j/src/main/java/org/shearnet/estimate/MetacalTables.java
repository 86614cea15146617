package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.ngmix.metacal.MetacalType;

/**
 * All that an estimator says of each image of metacalibration, as a table that has the images of an object one after the other, told
 * apart by a column: so that whoever uses it selects objects on each image by itself, and finds the response of the selection.
 *
 * <p>Errors, s2n and chi^2 are those that the estimator states of each image, alike for all: under the noise that it is told, white and,
 * where noise is fixed, larger by the root of two. A stamp of which an image failed is flagged in all of them.
 */
public final class MetacalTables {

    /** The column that says of which image a row is: noshear, 1p, ... */
    public static final String SHEAR = "shear";

    /** The card that names the images, where there is such a column. */
    public static final String CARD = "MCALTABS";

    private MetacalTables() {}

    /** The images in the order of the table. */
    public static List<MetacalType> types(List<MetacalType> sheared) {
        List<MetacalType> types = new ArrayList<>(sheared);
        types.remove(MetacalType.NOSHEAR);
        types.add(0, MetacalType.NOSHEAR);
        return types;
    }

    /** The names of the images. */
    public static List<String> names(List<MetacalType> sheared) {
        return types(sheared).stream().map(MetacalType::label).toList();
    }

    /**
     * The rows of some objects.
     *
     * @param sheared the images beside that without shear
     * @param table makes the rows of estimates
     */
    static FitsTable of(
            FitsTable objects,
            ShapeEstimate[] estimates,
            List<MetacalType> sheared,
            BiFunction<FitsTable, ShapeEstimate[], FitsTable> table) {
        List<MetacalType> types = types(sheared);
        int n = types.size();
        int[] repeated =
                IntStream.range(0, n * estimates.length).map(i -> i / n).toArray();
        ShapeEstimate[] all = IntStream.range(0, n * estimates.length)
                .mapToObj(i -> image(estimates[i / n], types.get(i % n)))
                .toArray(ShapeEstimate[]::new);
        String[] labels = IntStream.range(0, all.length)
                .mapToObj(i -> types.get(i % n).label())
                .toArray(String[]::new);
        int width = types.stream().mapToInt(t -> t.label().length()).max().orElse(1);
        return table.apply(objects.take(repeated).add(SHEAR, width, labels).describe(SHEAR, "meta.code.class"), all);
    }

    private static ShapeEstimate image(ShapeEstimate estimate, MetacalType type) {
        ShapeEstimate image =
                estimate.metacal() == null ? null : estimate.metacal().images().get(type);
        return estimate.flags() != 0 || image == null ? estimate : image;
    }
}
