package org.shearnet.galaxysim.speed;

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
import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.shear.Shear;

/** One stamp of 53 x 53 pixels drawn, by default and at high accuracy, and its adaptive moments. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RenderBenchmark {
    private static final int N = 53;
    private static final double PIXEL = 0.141;

    private final Renderer renderer = new Renderer(RenderAccuracy.DEFAULT);
    private final Renderer exact = new Renderer(RenderAccuracy.HIGH);
    private final LightProfile galaxy =
            new Exponential(0.3, 3).shear(new Shear(0.2, -0.1)).shift(0.05, -0.03);
    private final LightProfile psf = new Gaussian(0.106, 1);
    private final double[] image = new double[N * N];
    private final double[] drawn = new double[N * N];

    /** Makes the stamp that moments are taken of. */
    @Setup
    public void draw() {
        exact.draw(galaxy, psf, StampGrid.square(N, PIXEL), drawn);
    }

    /** Exponential galaxy under a Gaussian PSF. */
    @Benchmark
    public double[] exponential() {
        renderer.draw(galaxy, psf, StampGrid.square(N, PIXEL), image);
        return image;
    }

    /** The same at high accuracy. */
    @Benchmark
    public double[] exponentialExact() {
        exact.draw(galaxy, psf, StampGrid.square(N, PIXEL), image);
        return image;
    }

    /** Adaptive moments of it. */
    @Benchmark
    public AdaptiveMoments.Result moments() {
        return AdaptiveMoments.measure(drawn, N, N);
    }
}
