package org.shearnet.ngmix.response;

import java.util.ArrayList;
import java.util.List;

/**
 * Which moments an estimator is a function of: in Gaussian windows whose widths grow by sqrt(2), the real parts and the
 * imaginary parts of moments of even spins, scaled by the window's width to the power of the spin. All are about the centroid,
 * the maximum of the deconvolved image under a sum of the windows.
 *
 * <p>Numbers are ordered by window, then by spin as given, real before imaginary part.
 */
public final class MomentSet {

    /** The centroid's windows count with this power of their width: near the best for galaxies of 0.3 to 5 times the PSF. */
    private static final int CENTROID_POWER = 3;

    private final double[] widths;
    private final int[] spins;
    final List<MomentForm> moments = new ArrayList<>();
    /** [component of shear][moment] */
    final List<List<MomentForm>> sheared;
    /** [axis][moment] */
    final List<List<MomentForm>> moved;
    /** [uu, uv, vv][moment] */
    final List<List<MomentForm>> movedTwice;
    /** Gradient of the smoothed image, [axis], zero at the centroid. */
    final MomentForm[] gradient;

    /** [component of shear][axis] */
    final MomentForm[][] gradientSheared = new MomentForm[2][2];
    /** Curvature [uu, uv, vv] and its changes by the centre [uu, uv, vv][axis]. */
    final MomentForm[] curvature;

    final MomentForm[][] curvatureMoved = new MomentForm[3][2];
    /** Covariances of all of these. */
    final NoiseForms noise;

    /**
     * A set.
     *
     * @param windows how many
     * @param first width of the narrowest, in units of the PSF's scale
     * @param spins even spins up to 4, 0 among them
     */
    public MomentSet(int windows, double first, int... spins) {
        if (windows < 1 || !(first > 1)) {
            throw new IllegalArgumentException("at least one window, wider than the PSF, is needed, not " + windows
                    + " from " + first + " times the PSF's scale");
        }
        widths = new double[windows];
        for (int w = 0; w < windows; w++) {
            widths[w] = first * Math.pow(2, 0.5 * w);
        }
        this.spins = spins.clone();
        MomentForm u = null;
        MomentForm v = null;
        for (int w = 0; w < windows; w++) {
            for (int spin : spins) {
                if (spin < 0 || spin > 4 || spin % 2 != 0) {
                    throw new IllegalArgumentException("spins are 0, 2 and 4, not " + spin);
                }
                double unit = Math.pow(widths[w], spin);
                moments.add(MomentForm.real(widths, w, spin, unit));
                if (spin > 0) {
                    moments.add(MomentForm.imaginary(widths, w, spin, unit));
                }
            }
            double share = share(w);
            MomentForm along = MomentForm.real(widths, w, 1, share);
            MomentForm up = MomentForm.imaginary(widths, w, 1, share);
            u = u == null ? along : u.plus(along);
            v = v == null ? up : v.plus(up);
        }
        gradient = new MomentForm[] {u, v};
        sheared = List.of(sheared(0), sheared(1));
        moved = List.of(moved(moments, 0), moved(moments, 1));
        movedTwice = List.of(moved(moved.get(0), 0), moved(moved.get(0), 1), moved(moved.get(1), 1));
        curvature = new MomentForm[] {u.moved(0), u.moved(1), v.moved(1)};
        for (int axis = 0; axis < 2; axis++) {
            for (int component = 0; component < 2; component++) {
                gradientSheared[component][axis] = gradient[axis].sheared(component);
            }
            for (int k = 0; k < 3; k++) {
                curvatureMoved[k][axis] = curvature[k].moved(axis);
            }
        }
        noise = new NoiseForms(moments, sheared, moved, gradient, gradientSheared);
    }

    private List<MomentForm> sheared(int component) {
        return moments.stream().map(m -> m.sheared(component)).toList();
    }

    private static List<MomentForm> moved(List<MomentForm> forms, int axis) {
        return forms.stream().map(m -> m.moved(axis)).toList();
    }

    /** {@return how many numbers it is} */
    public int size() {
        return moments.size();
    }

    /** {@return how many windows} */
    public int windows() {
        return widths.length;
    }

    /**
     * {@return width of a window in units of the PSF's scale}
     *
     * @param window its number, from the narrowest
     */
    public double width(int window) {
        return widths[window];
    }

    double[] widths() {
        return widths;
    }

    /** A window's share in the smoothed image whose maximum is the centroid, for moments of peak 1. */
    double share(int window) {
        return Math.pow(widths[window], CENTROID_POWER - 2);
    }

    /**
     * {@return where the real part of a moment stands}
     *
     * @param window its number
     * @param spin its spin, one of the set's
     */
    public int index(int window, int spin) {
        int perWindow = moments.size() / widths.length;
        int at = window * perWindow;
        for (int s : spins) {
            if (s == spin) {
                return at;
            }
            at += s == 0 ? 1 : 2;
        }
        throw new IllegalArgumentException("no spin " + spin + " in this set");
    }
}
