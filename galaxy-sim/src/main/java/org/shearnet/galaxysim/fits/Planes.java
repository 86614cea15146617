package org.shearnet.galaxysim.fits;

import java.util.Arrays;
import java.util.List;

/** The images of one role in the order of the file: the planes of cubes, images of their own, or vignettes in a table. */
final class Planes {

    private final List<FitsFile.Hdu> hdus;

    /** Number of planes up to the end of each HDU. */
    private final int[] ends;

    /** Null where images are HDUs. */
    private final Vignettes vignettes;

    Planes(Vignettes vignettes) {
        this.vignettes = vignettes;
        hdus = List.of(vignettes.hdu());
        ends = new int[] {vignettes.count()};
    }

    Planes(List<FitsFile.Hdu> hdus) {
        this.hdus = List.copyOf(hdus);
        vignettes = null;
        ends = new int[hdus.size()];
        int end = 0;
        for (int k = 0; k < ends.length; k++) {
            int[] axes = hdus.get(k).axes();
            end = Math.addExact(end, axes.length == 3 ? axes[2] : 1);
            ends[k] = end;
        }
    }

    int count() {
        return isEmpty() ? 0 : ends[ends.length - 1];
    }

    boolean isEmpty() {
        return hdus.isEmpty();
    }

    List<FitsFile.Hdu> hdus() {
        return hdus;
    }

    /** Whether they are vignettes, whose pixels may be unseen. */
    boolean areVignettes() {
        return vignettes != null;
    }

    /** Columns of an image. */
    int nx() {
        return vignettes != null ? vignettes.nx() : first().axes()[0];
    }

    /** Rows of an image. */
    int ny() {
        return vignettes != null ? vignettes.ny() : first().axes()[1];
    }

    /** The first HDU, which has the shape of all. */
    FitsFile.Hdu first() {
        return hdus.get(0);
    }

    /** Which of {@link #hdus} holds plane i. */
    int part(int i) {
        int at = Arrays.binarySearch(ends, i + 1);
        return at < 0 ? -at - 1 : at;
    }

    /** Reads plane i, or the only one there is. */
    void read(FitsFile file, int i, double[] out) {
        int plane = count() == 1 ? 0 : i;
        if (vignettes != null) {
            vignettes.read(plane, out);
            return;
        }
        int part = part(plane);
        file.plane(hdus.get(part), plane - (part == 0 ? 0 : ends[part - 1]), out);
    }
}
