package org.shearnet.ngmix.speed;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MixtureFitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalResult;
import org.shearnet.ngmix.metacal.Metacalibrator;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** One fit, and one metacalibration with a PSF that the last stamp had too, on 53 x 53 pixels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FitBenchmark {
    private static final int N = 53;

    private final MixtureFitter exp =
            new MixtureFitter(MixtureOptions.defaults().withModel(MixtureModel.EXP));
    private final Metacalibrator metacal = new Metacalibrator(MetacalOptions.defaults(), MixtureOptions.defaults());
    private Observation stamp;
    private GMix psf;

    /** Makes a stamp. */
    @Setup
    public void make() {
        Jacobian j = Jacobian.centred(N, N, 0.141);
        psf = MixtureModel.GAUSS.mixture(0, 0, 0, 0, 0.0258, 1);
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        double[] image = MixtureModel.EXP
                .mixture(0.05, -0.03, 0.2, -0.1, 0.8, 1)
                .convolve(psf)
                .image(N, N, j);
        double[] noise = new double[N * N];
        for (int i = 0; i < image.length; i++) {
            image[i] += 1e-3 * random.nextGaussian();
            noise[i] = 1e-3 * random.nextGaussian();
        }
        stamp = Observation.ofNoise(N, N, image, 1e-3, j)
                .withNoise(noise)
                .withPsf(Observation.ofNoise(N, N, psf.image(N, N, j), 1e-6, j));
    }

    /** Exponential fit under a known PSF. */
    @Benchmark
    public FitResult exponential() {
        return exp.fit(stamp, psf);
    }

    /** Five images with fixed noise and five Gaussian fits. */
    @Benchmark
    public MetacalResult metacalibration() {
        return metacal.measure(stamp);
    }
}
