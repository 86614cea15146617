package org.shearnet.ngmix.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** The analytic response against sheared images, without noise and on the mean over many noises. */
class ResponseTest {

    private static final int SIDE = 53;
    private static final double SCALE = 0.2;
    private static final StampGrid GRID = StampGrid.square(SIDE, SCALE);

    private interface Shape {
        Jet[] of(Jets jets);
    }

    private static double[] image(LightProfile galaxy, LightProfile psf) {
        double[] out = new double[SIDE * SIDE];
        new Renderer().draw(galaxy, psf, GRID, out);
        return out;
    }

    private static LightProfile psf() {
        return Moffat.ofFwhm(3, 0.7, 0, 1).shear(new Shear(0.04, -0.03));
    }

    private static Observation observe(double[] pixels, double sigma, double[] psf) {
        Jacobian centred = Jacobian.centred(SIDE, SIDE, SCALE);
        Observation of = Observation.ofNoise(SIDE, SIDE, psf, 1e-6, centred);
        return Observation.ofNoise(SIDE, SIDE, pixels, sigma, centred).withPsf(of);
    }

    @Test
    void debug() {
        double[] point = new double[SIDE * SIDE];
        double[] psf = image(psf(), null);
        MomentSet four = new MomentSet(4, 1.5, 0, 2, 4);
        for (int which = 0; which < 2; which++) {
            MomentSet set = which == 0 ? Fpfs.set(Fpfs.WIDTH) : four;
            Shape shape = which == 0 ? Fpfs::shape : ResponseTest::wild;
            MomentMeter meter = new MomentMeter(set);
            LightProfile round =
                    new Sersic(2.5, 0.5, 1).shear(new Shear(0.2, 0.1)).shift(0.11, -0.07);
            double gamma = 0.01;
            double[] images0 = image(round, psf());
            double norm = 0;
            for (double p : images0) norm += p * p;
            norm = Math.sqrt(norm);
            for (double sn : new double[] {1e6, 50, 20, 10}) {
                double sigma = norm / sn;
                int draws = sn > 1e5 ? 1 : 4000;
                double[][][] sum = new double[2][2][3];
                double[][][] sq = new double[2][2][3];
                Random random = new Random(3);
                double[][][] shifted = new double[2][2][];
                for (int j = 0; j < 2; j++)
                    for (int s = 0; s < 2; s++) {
                        Shear g = new Shear(j == 0 ? (1 - 2 * s) * gamma : 0, j == 1 ? (1 - 2 * s) * gamma : 0);
                        shifted[j][s] = image(
                                new Sersic(2.5, 0.5, 1)
                                        .shear(new Shear(0.2, 0.1))
                                        .shear(g)
                                        .shift(0.11, -0.07),
                                psf());
                    }
                int failed = 0;
                for (int d = 0; d < draws; d++) {
                    double[] noise = new double[SIDE * SIDE];
                    for (int p = 0; p < noise.length; p++) noise[p] = draws == 1 ? 0 : sigma * random.nextGaussian();
                    for (int j = 0; j < 2; j++) {
                        double[][] e = new double[2][2];
                        double[][] r = new double[2][2];
                        boolean ok = true;
                        for (int s = 0; s < 2; s++) {
                            double[] pixels = noise.clone();
                            for (int p = 0; p < noise.length; p++) pixels[p] += shifted[j][s][p];
                            Measured m = meter.measure(observe(pixels, sigma, psf));
                            if (!m.isGood()) {
                                ok = false;
                                continue;
                            }
                            Jets jets = m.jets();
                            Jet[] out = shape.of(jets);
                            for (int i = 0; i < 2; i++) {
                                e[s][i] = out[i].value();
                                r[s][i] = jets.response(out[i])[j];
                            }
                        }
                        if (!ok) {
                            failed++;
                            continue;
                        }
                        for (int i = 0; i < 2; i++) {
                            double fd = (e[0][i] - e[1][i]) / (2 * gamma);
                            double mean = 0.5 * (r[0][i] + r[1][i]);
                            double[] v = {fd, mean, fd - mean};
                            for (int q = 0; q < 3; q++) {
                                sum[j][i][q] += v[q];
                                sq[j][i][q] += v[q] * v[q];
                            }
                        }
                    }
                }
                for (int j = 0; j < 2; j++)
                    for (int i = 0; i < 2; i++) {
                        double mean = sum[j][i][2] / draws;
                        System.out.printf(
                                "set %d S/N %g de%d/dg%d images %.6f analytic %.6f difference %.2e +- %.1e failed %d%n",
                                which,
                                sn,
                                i + 1,
                                j + 1,
                                sum[j][i][0] / draws,
                                sum[j][i][1] / draws,
                                mean,
                                Math.sqrt((sq[j][i][2] / draws - mean * mean) / draws),
                                failed);
                    }
            }
        }
        assertThat(point.length).isPositive();
    }

    private static Jet[] wild(Jets j) {
        Jet d = j.positive(j.plus(j.moment(0), j.moment(5)), 4 * j.noise(0));
        Jet over = j.inverse(d);
        Jet q = j.times(j.moment(10), over);
        Jet e1 = j.sum(1, j.times(j.moment(1), over), 0.7, j.times(j.moment(6), over));
        Jet e2 = j.sum(1, j.times(j.moment(2), over), 0.7, j.times(j.moment(7), over));
        Jet h1 = j.times(j.moment(3), over);
        Jet h2 = j.times(j.moment(4), over);
        Jet f = j.exp(j.times(-1, j.times(q, q)));
        return new Jet[] {
            j.plus(j.times(e1, f), j.plus(j.times(e1, h1), j.times(e2, h2))),
            j.plus(j.times(e2, f), j.sum(1, j.times(e1, h2), -1, j.times(e2, h1)))
        };
    }
}
