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
 */
final class NormalEquations {
    private static final int BLOCK = 256;

    private int ny;
    private int nx;
    private double[] data = new double[0];
    private double[] weight = new double[0];
    /** Sum of w data^2 of each row. */
    private double[] rowPower = new double[0];

    private Jacobian jacobian;
    private GMix psf;
    private int usedPixels;

    private GaussianSweep[] sweeps = new GaussianSweep[0];
    private double[] value = new double[0];
    private double[] model = new double[0];
    private double[] columns = new double[0];
    private double[][] basisRow = new double[0][];
    private double[][] product = new double[0][];
    private double[] residual = new double[0];
    private double[] blockWeight = new double[0];
    private int nb;
    /** Rows that are multiplied together: long loops are the fast ones. */
    private int blockRows;

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
        }
        blockRows = Math.max(1, Math.min(ny, BLOCK / nx));
        if (residual.length < nx * blockRows) {
            columns = new double[nx];
            Arrays.setAll(columns, i -> i);
            residual = new double[nx * blockRows];
            model = new double[nx * blockRows];
            basisRow = new double[0][];
            product = new double[0][];
        }
        if (columns.length < nx) {
            columns = new double[nx];
            Arrays.setAll(columns, i -> i);
        }
        if (value.length < nx) {
            value = new double[nx];
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
        if (rowPower.length < ny) {
            rowPower = new double[ny];
        }
        for (int y = 0; y < ny; y++) {
            double sum = 0;
            for (int i = y * nx; i < (y + 1) * nx; i++) {
                sum += weight[i] * data[i] * data[i];
            }
            rowPower[y] = sum;
        }
    }

    int usedPixels() {
        return usedPixels;
    }

    /** Chi^2 at the state evaluated last. */
    double chi2() {
        return chi2;
    }

    /** Sum of w * data * model at the state evaluated last. */
    double signal() {
        return signal;
    }

    /** Sum of w * model^2 at the state evaluated last. */
    double power() {
        return power;
    }

    /**
     * Evaluates the model and adds its gradient, sum w (data - model) dmodel, and normal matrix, sum w dmodel dmodel^T.
     *
     * @return false, with nothing added, where a covariance is not positive definite
     */
    boolean addTo(MixtureState s, double[][] matrix, double[] gradient) {
        nb = s.basis();
        allocate(s.components * psf.size());
        if (!placeAll(s)) {
            return false;
        }
        for (double[] row : product) {
            Arrays.fill(row, 0, nx * blockRows, 0);
        }
        chi2 = 0;
        signal = 0;
        power = 0;
        for (int y = 0; y < ny; y += blockRows) {
            addBlock(s, y, Math.min(blockRows, ny - y));
        }
        sumColumns();
        combine(s, matrix, gradient);
        return true;
    }

    private void allocate(int gaussians) {
        if (sweeps.length < gaussians) {
            int old = sweeps.length;
            sweeps = Arrays.copyOf(sweeps, gaussians);
            for (int i = old; i < gaussians; i++) {
                sweeps[i] = new GaussianSweep();
            }
        }
        if (basisRow.length != nb) {
            basisRow = new double[nb][residual.length];
            // gradients, then the lower triangle of the matrix, then chi^2, signal and power
            product = new double[nb + nb * (nb + 1) / 2 + 3][residual.length];
            basisMatrix = new double[nb * (nb + 1) / 2];
            basisGradient = new double[nb];
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

    private void addBlock(MixtureState s, int y0, int rows) {
        int n = s.components * psf.size();
        boolean reached = false;
        for (int i = 0; i < n && !reached; i++) {
            reached = sweeps[i].firstRow() < y0 + rows && sweeps[i].endRow() > y0;
        }
        if (!reached) {
            for (int y = y0; y < y0 + rows; y++) {
                chi2 += rowPower[y];
            }
            return;
        }
        for (int b = 0; b < nb; b++) {
            Arrays.fill(basisRow[b], 0, rows * nx, 0);
        }
        for (int row = 0; row < rows; row++) {
            int i = 0;
            for (int k = 0; k < s.components; k++) {
                for (int l = 0; l < psf.size(); l++) {
                    if (sweeps[i].enter(y0 + row)) {
                        addGaussian(s, k, l, sweeps[i], y0 + row, row * nx);
                    }
                    i++;
                }
            }
        }
        addProducts(s, y0 * nx, rows * nx);
    }

    private void addGaussian(MixtureState s, int k, int l, GaussianSweep sweep, int y, int offset) {
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
        // Q d along the row: v0 + v1 x, u0 + u1 x
        double v0 = qvv * dv + qvu * du;
        double v1 = qvv * jacobian.dvdcol() + qvu * jacobian.dudcol();
        double u0 = qvu * dv + quu * du;
        double u1 = qvu * jacobian.dvdcol() + quu * jacobian.dudcol();
        double half = 0.5 * s.shapeWeight[k] * amplitude;
        value(value, basisRow[s.fluxGroup[k]], sweep.value(), sweep.ratio(), sweep.q(), norm, offset, from, to);
        slopes(
                basisRow[c],
                basisRow[c + 1],
                value,
                columns,
                amplitude * v0,
                amplitude * v1,
                amplitude * u0,
                amplitude * u1,
                offset,
                from,
                to);
        shape(
                basisRow[m],
                value,
                columns,
                half * (v0 * v0 - qvv),
                2 * half * v0 * v1,
                half * v1 * v1,
                offset,
                from,
                to);
        shape(
                basisRow[m + 1],
                value,
                columns,
                2 * half * (v0 * u0 - qvu),
                2 * half * (v0 * u1 + v1 * u0),
                2 * half * v1 * u1,
                offset,
                from,
                to);
        shape(
                basisRow[m + 2],
                value,
                columns,
                half * (u0 * u0 - quu),
                2 * half * u0 * u1,
                half * u1 * u1,
                offset,
                from,
                to);
    }

    private static void value(
            double[] out, double[] flux, double[] e, double[] r, double q, double norm, int o, int from, int to) {
        for (int x = from; x < to; x++) {
            double i = norm * e[x];
            out[x] = i;
            flux[o + x] += i;
            e[x] *= r[x];
            r[x] *= q;
        }
    }

    private static void slopes(
            double[] byV,
            double[] byU,
            double[] i,
            double[] x,
            double v0,
            double v1,
            double u0,
            double u1,
            int o,
            int from,
            int to) {
        for (int c = from; c < to; c++) {
            byV[o + c] += i[c] * (v0 + v1 * x[c]);
            byU[o + c] += i[c] * (u0 + u1 * x[c]);
        }
    }

    private static void shape(
            double[] sum, double[] i, double[] x, double c0, double c1, double c2, int o, int from, int to) {
        for (int c = from; c < to; c++) {
            sum[o + c] += i[c] * (c0 + x[c] * (c1 + x[c] * c2));
        }
    }

    private void addProducts(MixtureState s, int offset, int n) {
        System.arraycopy(data, offset, residual, 0, n);
        if (blockWeight.length < residual.length) {
            blockWeight = new double[residual.length];
        }
        System.arraycopy(weight, offset, blockWeight, 0, n);
        Arrays.fill(model, 0, n, 0);
        for (int f = 0; f < s.fluxGroups; f++) {
            axpy(model, basisRow[f], s.amplitude[f], n);
        }
        int last = product.length - 1;
        chi(residual, model, blockWeight, product[last - 2], product[last - 1], product[last], n);
        int next = nb;
        for (int b = 0; b < nb; b++) {
            // the model's buffer is free by now
            addProduct(product[b], blockWeight, basisRow[b], residual, model, n);
            for (int c = 0; c <= b; c++) {
                multiplyAdd(product[next++], model, basisRow[c], n);
            }
        }
    }

    private static void axpy(double[] out, double[] in, double factor, int n) {
        for (int x = 0; x < n; x++) {
            out[x] += factor * in[x];
        }
    }

    private static void chi(
            double[] data, double[] model, double[] weight, double[] chi2, double[] signal, double[] power, int n) {
        for (int x = 0; x < n; x++) {
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
            double[] gradient, double[] weight, double[] basis, double[] residual, double[] wb, int n) {
        for (int x = 0; x < n; x++) {
            double f = weight[x] * basis[x];
            wb[x] = f;
            gradient[x] += f * residual[x];
        }
    }

    private static void multiplyAdd(double[] sum, double[] a, double[] b, int n) {
        for (int x = 0; x < n; x++) {
            sum[x] += a[x] * b[x];
        }
    }

    private void sumColumns() {
        for (int b = 0; b < nb; b++) {
            basisGradient[b] = sum(product[b]);
        }
        for (int i = 0; i < basisMatrix.length; i++) {
            basisMatrix[i] = sum(product[nb + i]);
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
        int n = nx * blockRows;
        for (; x + 1 < n; x += 2) {
            s0 += row[x];
            s1 += row[x + 1];
        }
        return x < n ? s0 + s1 + row[x] : s0 + s1;
    }

    private void combine(MixtureState s, double[][] matrix, double[] gradient) {
        double[] half = new double[nb];
        for (int i = 0; i < s.parameters; i++) {
            double[] ci = s.combine[i];
            Arrays.fill(half, 0);
            for (int b = 0; b < nb; b++) {
                if (ci[b] != 0) {
                    gradient[i] += ci[b] * basisGradient[b];
                    for (int c = 0; c < nb; c++) {
                        half[c] += ci[b] * basisMatrix[c <= b ? b * (b + 1) / 2 + c : c * (c + 1) / 2 + b];
                    }
                }
            }
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int c = 0; c < nb; c++) {
                    sum += half[c] * s.combine[j][c];
                }
                matrix[i][j] += sum;
                if (j != i) {
                    matrix[j][i] += sum;
                }
            }
        }
    }
}
