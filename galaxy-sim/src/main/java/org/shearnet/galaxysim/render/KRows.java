package org.shearnet.galaxysim.render;

import java.util.Arrays;

/** The rows of wave numbers of one partition after the other. Owns its buffers. */
final class KRows {

    private Spectrum spectrum;
    private PsfGrid psf;
    private KPartition partition;
    private double step;
    private int reach;
    private Window pass;
    private Window stop;
    private double[] window = new double[0];

    /**
     * Begins a partition.
     *
     * @param spectrum what to evaluate, its phase that of the partition's first pixel
     * @param psf rows to multiply it by, or null
     * @param scale side of a pixel (arcsec)
     */
    void begin(Spectrum spectrum, PsfGrid psf, KPartition partition, double scale) {
        this.spectrum = spectrum;
        this.psf = psf;
        this.partition = partition;
        step = 2 * Math.PI / (partition.size() * scale);
        reach = (int) Math.ceil(partition.maxK() / step);
        if (window.length < reach + 1) {
            window = new double[reach + 1];
        }
        spectrum.prepare(step, reach + 1, reach);
        pass = partition.pass() == 0 ? null : new Window(partition.pass(), step, reach + 1);
        stop = partition.stop() == Double.POSITIVE_INFINITY ? null : new Window(partition.stop(), step, reach + 1);
    }

    Spectrum spectrum() {
        return spectrum;
    }

    /** The last row on either side of ky = 0, and the last column. */
    int reach() {
        return reach;
    }

    /** Values of a row from kx = 0 on; those beyond are zero. */
    int count(int row) {
        double rest = Math.sqrt(Math.max(0, partition.maxK() * partition.maxK() - row * step * row * step));
        return partition.square() ? reach + 1 : Math.min(reach, (int) (rest / step) + 1) + 1;
    }

    /** Whether a row is that of the spectrum times {@link #factor}, and no more. */
    boolean hasRealFactor() {
        return psf == null || !psf.isComplex();
    }

    /** The PSF along a row, where it is real, times the partition's window; null where neither is there. */
    double[] factor(int row, int count) {
        double[] along = psf == null || psf.isComplex() ? null : psf.row(row);
        if (pass == null && stop == null) {
            return along;
        }
        Arrays.fill(window, 0, count, pass == null ? 1 : 0);
        if (pass != null) {
            pass.addRow(row, count, 1, window);
        }
        if (stop != null) {
            stop.addRow(row, count, -1, window);
        }
        for (int i = 0; along != null && i < count; i++) {
            window[i] *= along[i];
        }
        return window;
    }

    /**
     * The first {@code count} values of a row.
     *
     * @param im imaginary parts, untouched where the row is real
     * @return whether the row has an imaginary part
     */
    boolean row(int row, int count, double[] re, double[] im) {
        boolean complex = spectrum.row(row, count, re, im, factor(row, count));
        if (hasRealFactor()) {
            return complex;
        }
        double[] psfRe = psf.row(row);
        double[] psfIm = psf.imaginary(row);
        for (int i = 0; i < count; i++) {
            double real = re[i];
            double imaginary = complex ? im[i] : 0;
            re[i] = real * psfRe[i] - imaginary * psfIm[i];
            im[i] = real * psfIm[i] + imaginary * psfRe[i];
        }
        return true;
    }
}
