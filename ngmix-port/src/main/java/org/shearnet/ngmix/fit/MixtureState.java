package org.shearnet.ngmix.fit;

import java.util.Arrays;

/**
 * A model at one point of its parameter space, as {@link NormalEquations} reads it.
 *
 * <p>Every component belongs to a flux group (whose image of amplitude 1 is one basis image), a centre group (two
 * images: derivatives by its centre) and a shape group (three images: derivatives by the entries vv, vu, uu of a
 * covariance S, where component k has covariance {@code shapeWeight[k] * S}). The derivatives of the model by its
 * parameters are combinations of these basis images, held in {@code combine[parameter][basis]}.
 */
final class MixtureState {
    final int components;
    final int fluxGroups;
    final int centreGroups;
    final int shapeGroups;
    final int parameters;
    /** Share of its flux group that component k holds. */
    final double[] p;

    final double[] v;
    final double[] u;
    final double[] vv;
    final double[] vu;
    final double[] uu;
    final int[] fluxGroup;
    final int[] centreGroup;
    final int[] shapeGroup;
    final double[] shapeWeight;
    /** Flux of each group (counts). */
    final double[] amplitude;
    /** Derivative by parameter i = sum over basis images b of combine[i][b] * image b. */
    final double[][] combine;

    MixtureState(int components, int fluxGroups, int centreGroups, int shapeGroups, int parameters) {
        this.components = components;
        this.fluxGroups = fluxGroups;
        this.centreGroups = centreGroups;
        this.shapeGroups = shapeGroups;
        this.parameters = parameters;
        p = new double[components];
        v = new double[components];
        u = new double[components];
        vv = new double[components];
        vu = new double[components];
        uu = new double[components];
        fluxGroup = new int[components];
        centreGroup = new int[components];
        shapeGroup = new int[components];
        shapeWeight = new double[components];
        amplitude = new double[fluxGroups];
        combine = new double[parameters][basis()];
    }

    int basis() {
        return fluxGroups + 2 * centreGroups + 3 * shapeGroups;
    }

    int centreBasis(int group) {
        return fluxGroups + 2 * group;
    }

    int shapeBasis(int group) {
        return fluxGroups + 2 * centreGroups + 3 * group;
    }

    void clearCombine() {
        for (double[] row : combine) {
            Arrays.fill(row, 0);
        }
    }

    void setCovariance(int k, double vv, double vu, double uu) {
        this.vv[k] = vv;
        this.vu[k] = vu;
        this.uu[k] = uu;
    }
}
