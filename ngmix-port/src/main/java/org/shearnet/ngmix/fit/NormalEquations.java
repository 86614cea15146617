package org.shearnet.ngmix.fit;

import java.util.Arrays;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GaussianSweep;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Chi^2, gradient and normal matrix of one observation, in one pass over its pixels.
 *
 * <p>A Gaussian I of amplitude norm and inverse covariance Q at distance d from its centre has dI/dcentre = I Qd and
 * dI/dS = I/2 [(Qd)(Qd)^T - Q], so all derivatives share its value. They are summed, row by row, into the basis images
 * of {@link MixtureState}; products of these are summed into one array per pair and column (so that the loops are
 * vectorised), and only the sums are combined into derivatives by the parameters. No matrix of pixels by parameters is
 * made. Holds buffers: one object a thread.
 *
 * <p>Longer than other classes: its inner loops are written out for each number of Gaussians and parameters.
 */
final class NormalEquations implements PixelProblem.Sums {
    /** Gaussians are cut at this chi^2: 2e-9 of their peaks, which moves no parameter by 1e-4 of its error. */
    static final double CUT = 40;

    private int ny;
    private int nx;
    private double[] data = new double[0];
    private double[] weight = new double[0];
    private double[] left = new double[0];
    private double[] right = new double[0];
    private Jacobian jacobian;
    private GMix psf;
    private int usedPixels;

    private GaussianSweep[] sweeps = new GaussianSweep[0];
    private double[] scratch = new double[0];
    private double[] columns = new double[0];
    private double[][] basisRow = new double[0][];
    private double[][] derivativeRow = new double[0][];
    private double[][] derivative = new double[0][];
    private double[][] product = new double[0][];
    private double[] residual = new double[0];
    private double[] weighted = new double[0];
    private double[] lineV = new double[0];
    private double[] lineU = new double[0];
    private int nb;
    /** Images that products are taken of: the basis, or the derivatives by the parameters where these are fewer. */
    private int multiplied;

    private int x0;
    private int x1;

    /** Sums over pixels of w B_a B_b, lower triangle by rows. */
    private double[] basisMatrix = new double[0];

    private double[] basisGradient = new double[0];
    private double chi2;
    private double signal;
    private double power;

    /** Takes an observation's pixels, and the PSF as a kernel (flux 1, centred). */
    void load(Observation observation, GMix kernel) {
        ny = observation.ny();
        nx = observation.nx();
        jacobian = observation.jacobian();
        psf = kernel;
        int n = ny * nx;
        if (data.length < n) {
            data = new double[n];
            weight = new double[n];
            left = new double[n + ny];
            right = new double[n + ny];
        }
        if (columns.length < nx) {
            columns = new double[nx];
            Arrays.setAll(columns, i -> i);
            residual = new double[nx];
            weighted = new double[nx];
            scratch = new double[nx];
            lineV = new double[nx];
            lineU = new double[nx];
            basisRow = new double[0][];
            product = new double[0][];
        }
        double[] image = observation.image();
        double[] w = observation.weight();
        usedPixels = 0;
        for (int i = 0; i < n; i++) {
            boolean used = w[i] > 0;
            weight[i] = used ? w[i] : 0;
            data[i] = used ? image[i] : 0;
            usedPixels += used ? 1 : 0;
        }
        for (int y = 0; y < ny; y++) {
            int o = y * (nx + 1);
            left[o] = 0;
            for (int x = 0; x < nx; x++) {
                double d = data[y * nx + x];
                left[o + x + 1] = left[o + x] + weight[y * nx + x] * d * d;
            }
            right[o + nx] = 0;
            for (int x = nx - 1; x >= 0; x--) {
                double d = data[y * nx + x];
                right[o + x] = right[o + x + 1] + weight[y * nx + x] * d * d;
            }
        }
    }

    @Override
    public int usedPixels() {
        return usedPixels;
    }

    @Override
    public double chi2() {
        return chi2;
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public double power() {
        return power;
    }

    /**
     * Evaluates the model and adds its gradient, sum w (data - model) dmodel, and normal matrix, sum w dmodel dmodel^T.
     *
     * @return false, with nothing added, where a covariance is not positive definite
     */
    boolean addTo(MixtureState s, double[][] matrix, double[] gradient) {
        nb = s.basis();
        multiplied = Math.min(nb, s.parameters);
        allocate(s.components * psf.size());
        if (!placeAll(s)) {
            return false;
        }
        for (double[] row : product) {
            Arrays.fill(row, 0, nx, 0);
        }
        chi2 = 0;
        signal = 0;
        power = 0;
        for (int y = 0; y < ny; y++) {
            addRow(s, y);
        }
        sumColumns();
        if (multiplied == nb) {
            LinearAlgebra.addChained(s.combine, basisGradient, basisMatrix, matrix, gradient);
        } else {
            LinearAlgebra.add(basisGradient, basisMatrix, matrix, gradient);
        }
        return true;
    }

    private void allocate(int gaussians) {
        if (sweeps.length < gaussians) {
            int old = sweeps.length;
            sweeps = Arrays.copyOf(sweeps, gaussians);
            for (int i = old; i < gaussians; i++) {
                sweeps[i] = new GaussianSweep(CUT);
            }
        }
        if (basisRow.length != nb) {
            basisRow = new double[nb][columns.length];
        }
        if (basisGradient.length != multiplied || product.length == 0) {
            derivativeRow = new double[multiplied][columns.length];
            derivative = new double[multiplied][];
            // gradients, then the lower triangle of the matrix, then chi^2, signal and power
            product = new double[multiplied + multiplied * (multiplied + 1) / 2 + 3][columns.length];
            basisMatrix = new double[multiplied * (multiplied + 1) / 2];
            basisGradient = new double[multiplied];
        }
    }

    private boolean placeAll(MixtureState s) {
        int i = 0;
        for (int k = 0; k < s.components; k++) {
            for (int l = 0; l < psf.size(); l++) {
                double vv = s.vv[k] + psf.vv(l);
                double vu = s.vu[k] + psf.vu(l);
                double uu = s.uu[k] + psf.uu(l);
                if (!sweeps[i++].place(ny, nx, jacobian, s.v[k] + psf.v(l), s.u[k] + psf.u(l), vv, vu, uu)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void addRow(MixtureState s, int y) {
        int o = y * (nx + 1);
        if (!fillRow(s, y)) {
            chi2 += left[o + nx];
            return;
        }
        chi2 += left[o + x0] + right[o + x1];
        addProducts(s, y);
    }

    /** Makes the basis images of a row between x0 and x1; false where no Gaussian reaches it. */
    private boolean fillRow(MixtureState s, int y) {
        x0 = nx;
        x1 = 0;
        int n = s.components * psf.size();
        for (int i = 0; i < n; i++) {
            GaussianSweep sweep = sweeps[i];
            if (y >= sweep.firstRow() && y < sweep.endRow()) {
                x0 = Math.min(x0, sweep.firstColumn());
                x1 = Math.max(x1, sweep.endColumn());
            }
        }
        if (x0 >= x1) {
            return false;
        }
        for (int b = 0; b < nb; b++) {
            Arrays.fill(basisRow[b], x0, x1, 0);
        }
        int i = 0;
        for (int k = 0; k < s.components; k++) {
            for (int l = 0; l < psf.size(); l++) {
                if (sweeps[i].enter(y)) {
                    addGaussian(s, k, l, sweeps[i], y);
                }
                i++;
            }
        }
        return true;
    }

    /** Derivatives of the model by the parameters, times the weights, [parameter][ny * nx]; null where there is none. */
    double[][] weightedDerivatives(MixtureState s) {
        nb = s.basis();
        allocate(s.components * psf.size());
        if (!placeAll(s)) {
            return null;
        }
        double[][] out = new double[s.parameters][ny * nx];
        for (int y = 0; y < ny; y++) {
            if (!fillRow(s, y)) {
                continue;
            }
            for (int i = 0; i < s.parameters; i++) {
                for (int b = 0; b < nb; b++) {
                    for (int x = x0; x < x1 && s.combine[i][b] != 0; x++) {
                        out[i][y * nx + x] += s.combine[i][b] * basisRow[b][x] * weight[y * nx + x];
                    }
                }
            }
        }
        return out;
    }

    private void addGaussian(MixtureState s, int k, int l, GaussianSweep sweep, int y) {
        double vv = s.vv[k] + psf.vv(l);
        double vu = s.vu[k] + psf.vu(l);
        double uu = s.uu[k] + psf.uu(l);
        double det = vv * uu - vu * vu;
        double qvv = uu / det;
        double qvu = -vu / det;
        double quu = vv / det;
        double norm = s.p[k] * psf.p(l) * jacobian.area() / (2 * Math.PI * Math.sqrt(det));
        double amplitude = s.amplitude[s.fluxGroup[k]];
        double dv = jacobian.v(y, 0) - s.v[k] - psf.v(l);
        double du = jacobian.u(y, 0) - s.u[k] - psf.u(l);
        int c = s.centreBasis(s.centreGroup[k]);
        int m = s.shapeBasis(s.shapeGroup[k]);
        int from = sweep.firstColumn();
        int to = sweep.endColumn();
        value(scratch, basisRow[s.fluxGroup[k]], sweep.value(), sweep.ratio(), sweep.q(), norm, from, to);
        line(
                lineV,
                lineU,
                columns,
                qvv * dv + qvu * du,
                qvv * jacobian.dvdcol() + qvu * jacobian.dudcol(),
                qvu * dv + quu * du,
                qvu * jacobian.dvdcol() + quu * jacobian.dudcol(),
                from,
                to);
        slopes(basisRow[c], basisRow[c + 1], scratch, lineV, lineU, amplitude, from, to);
        double half = 0.5 * s.shapeWeight[k] * amplitude;
        shapes(basisRow[m], basisRow[m + 2], scratch, lineV, lineU, half, qvv, quu, from, to);
        cross(basisRow[m + 1], scratch, lineV, lineU, 2 * half, qvu, from, to);
    }

    private static void value(
            double[] out, double[] sum, double[] e, double[] r, double q, double norm, int from, int to) {
        for (int x = from; x < to; x++) {
            double i = norm * e[x];
            out[x] = i;
            sum[x] += i;
            e[x] *= r[x];
            r[x] *= q;
        }
    }

    private static void line(
            double[] v, double[] u, double[] col, double v0, double dv, double u0, double du, int from, int to) {
        for (int x = from; x < to; x++) {
            v[x] = v0 + dv * col[x];
            u[x] = u0 + du * col[x];
        }
    }

    private static void slopes(
            double[] byV, double[] byU, double[] i, double[] v, double[] u, double factor, int from, int to) {
        for (int x = from; x < to; x++) {
            double f = factor * i[x];
            byV[x] += f * v[x];
            byU[x] += f * u[x];
        }
    }

    private static void shapes(
            double[] vv,
            double[] uu,
            double[] i,
            double[] v,
            double[] u,
            double factor,
            double qvv,
            double quu,
            int from,
            int to) {
        for (int x = from; x < to; x++) {
            double f = factor * i[x];
            vv[x] += f * (v[x] * v[x] - qvv);
            uu[x] += f * (u[x] * u[x] - quu);
        }
    }

    private static void cross(
            double[] vu, double[] i, double[] v, double[] u, double factor, double qvu, int from, int to) {
        for (int x = from; x < to; x++) {
            vu[x] += factor * i[x] * (v[x] * u[x] - qvu);
        }
    }

    private void addProducts(MixtureState s, int y) {
        int offset = y * nx;
        System.arraycopy(data, offset + x0, residual, x0, x1 - x0);
        Arrays.fill(scratch, x0, x1, 0);
        for (int f = 0; f < s.fluxGroups; f++) {
            axpy(scratch, basisRow[f], s.amplitude[f], x0, x1);
        }
        System.arraycopy(weight, offset + x0, weighted, x0, x1 - x0);
        int last = product.length - 1;
        chi(residual, scratch, weighted, product[last - 2], product[last - 1], product[last], x0, x1);
        double[][] rows = multiplied == nb ? basisRow : derivatives(s);
        int next = multiplied;
        for (int b = 0; b < multiplied; b++) {
            addProduct(product[b], weighted, rows[b], residual, scratch, x0, x1);
            for (int c = 0; c <= b; c++) {
                multiplyAdd(product[next++], scratch, rows[c], x0, x1);
            }
        }
    }

    /** Derivatives of a row by the parameters; one that is a basis image as it stands is not copied. */
    private double[][] derivatives(MixtureState s) {
        for (int i = 0; i < multiplied; i++) {
            double[] by = s.combine[i];
            int first = 0;
            while (first < nb - 1 && by[first] == 0) {
                first++;
            }
            int next = first + 1;
            while (next < nb && by[next] == 0) {
                next++;
            }
            if (next == nb && by[first] == 1) {
                derivative[i] = basisRow[first];
                continue;
            }
            double[] row = derivativeRow[i];
            derivative[i] = row;
            scale(row, basisRow[first], by[first], x0, x1);
            for (; next < nb; next++) {
                if (by[next] != 0) {
                    axpy(row, basisRow[next], by[next], x0, x1);
                }
            }
        }
        return derivative;
    }

    private static void scale(double[] out, double[] in, double factor, int from, int to) {
        for (int x = from; x < to; x++) {
            out[x] = factor * in[x];
        }
    }

    private static void axpy(double[] out, double[] in, double factor, int from, int to) {
        for (int x = from; x < to; x++) {
            out[x] += factor * in[x];
        }
    }

    private static void chi(
            double[] data,
            double[] model,
            double[] weight,
            double[] chi2,
            double[] signal,
            double[] power,
            int from,
            int to) {
        for (int x = from; x < to; x++) {
            double d = data[x];
            double m = model[x];
            double wm = weight[x] * m;
            signal[x] += wm * d;
            power[x] += wm * m;
            double r = d - m;
            chi2[x] += weight[x] * r * r;
            data[x] = r;
        }
    }

    private static void addProduct(
            double[] gradient, double[] weight, double[] basis, double[] residual, double[] wb, int from, int to) {
        for (int x = from; x < to; x++) {
            double f = weight[x] * basis[x];
            wb[x] = f;
            gradient[x] += f * residual[x];
        }
    }

    private static void multiplyAdd(double[] sum, double[] a, double[] b, int from, int to) {
        for (int x = from; x < to; x++) {
            sum[x] += a[x] * b[x];
        }
    }

    private void sumColumns() {
        for (int b = 0; b < multiplied; b++) {
            basisGradient[b] = sum(product[b]);
        }
        for (int i = 0; i < basisMatrix.length; i++) {
            basisMatrix[i] = sum(product[multiplied + i]);
        }
        int last = product.length - 1;
        chi2 += sum(product[last - 2]);
        signal = sum(product[last - 1]);
        power = sum(product[last]);
    }

    private double sum(double[] row) {
        double s0 = 0;
        double s1 = 0;
        int x = 0;
        for (; x + 1 < nx; x += 2) {
            s0 += row[x];
            s1 += row[x + 1];
        }
        return x < nx ? s0 + s1 + row[x] : s0 + s1;
    }
}
