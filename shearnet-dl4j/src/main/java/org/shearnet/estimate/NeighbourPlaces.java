package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.galaxysim.fits.MedsFile;
import org.shearnet.galaxysim.fits.MedsPositions;
import org.shearnet.ngmix.observation.Jacobian;

/**
 * Finds the other objects in an object's boxes: those of the table by {@code orig_row} and {@code orig_col} on the same exposure;
 * others, or all where the files do not state these, by the segmentation of the first exposure, at the centroids of the light that
 * it gives them. The signs of
 * u by {@code ra} differ between writers, so that {@code ra} and {@code dec} are not asked.
 */
public final class NeighbourPlaces {

    private final List<MedsPositions> positions = new ArrayList<>();

    /** @param files one a band */
    public NeighbourPlaces(List<MedsFile> files) {
        files.forEach(file -> positions.add(MedsPositions.of(file)));
    }

    /** Whether some file states where its objects are on the exposures. */
    public boolean areStated() {
        return positions.stream().anyMatch(p -> p != null);
    }

    /**
     * {@return places from the object, (v, u) (arcsec), the nearest first}
     *
     * @param row of the object in the tables
     * @param bands the object in each file
     */
    public List<double[]> about(int row, List<MedsFile.Source> bands) {
        List<double[]> places = areStated() ? byPosition(row, bands) : new ArrayList<>();
        places.addAll(bySegmentation(bands, number -> positions.stream().anyMatch(p -> p != null && p.knows(number))));
        places.sort(Comparator.comparingDouble(p -> Math.hypot(p[0], p[1])));
        return places;
    }

    private List<double[]> byPosition(int row, List<MedsFile.Source> bands) {
        Map<Integer, double[]> found = new LinkedHashMap<>();
        for (int b = 0; b < bands.size(); b++) {
            for (MedsEpoch epoch : bands.get(b).epochs()) {
                if (positions.get(b) == null || !epoch.hasMap()) {
                    continue;
                }
                Jacobian sky = EpochSky.of(epoch);
                for (MedsPositions.Offset other :
                        positions.get(b).about(row, epoch.fileId(), epoch.origRow(), epoch.origCol(), epoch.side())) {
                    double y = epoch.row() + other.row();
                    double x = epoch.col() + other.col();
                    if (epoch.isInside(y, x)) {
                        found.putIfAbsent(other.object(), new double[] {sky.v(y, x), sky.u(y, x)});
                    }
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    /** Centroids of what the segmentation of the first exposure that has one gives to others. */
    static List<double[]> bySegmentation(List<MedsFile.Source> bands, LongPredicate known) {
        for (MedsFile.Source band : bands) {
            for (MedsEpoch epoch : band.epochs()) {
                if (epoch.segmentation() != null && epoch.hasMap()) {
                    return centroids(epoch, number -> number == band.number() || known.test(number));
                }
            }
        }
        return new ArrayList<>();
    }

    private static List<double[]> centroids(MedsEpoch epoch, LongPredicate known) {
        Map<Integer, double[]> sums = new TreeMap<>();
        Map<Integer, double[]> plain = new HashMap<>();
        for (int p = 0; p < epoch.segmentation().length; p++) {
            int label = epoch.segmentation()[p];
            if (label != 0 && !known.test(label)) {
                int row = p / epoch.side();
                int col = p % epoch.side();
                double light = epoch.weight()[p] > 0 ? Math.max(0, epoch.image()[p]) : 0;
                add(sums.computeIfAbsent(label, key -> new double[3]), light, row, col);
                add(plain.computeIfAbsent(label, key -> new double[3]), 1, row, col);
            }
        }
        Jacobian sky = EpochSky.of(epoch);
        List<double[]> places = new ArrayList<>();
        sums.forEach((label, sum) -> {
            double[] s = sum[0] > 0 ? sum : plain.get(label);
            places.add(new double[] {sky.v(s[1] / s[0], s[2] / s[0]), sky.u(s[1] / s[0], s[2] / s[0])});
        });
        return places;
    }

    private static void add(double[] sum, double light, double row, double col) {
        sum[0] += light;
        sum[1] += light * row;
        sum[2] += light * col;
    }
}
