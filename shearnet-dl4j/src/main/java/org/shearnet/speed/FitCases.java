package org.shearnet.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.fit.MixtureFitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.Metacalibrator;
import org.shearnet.ngmix.moments.AdmomFitter;
import org.shearnet.ngmix.moments.GaussMom;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Items a second of each kind of measurement, on stamps made here: exponential galaxies (reduced shear of dispersion
 * 0.26, half-light radius 0.3 to 1.2 arcsec, flux 1, noise 1e-3 a pixel) under a Gaussian PSF of FWHM 0.25 arcsec with
 * noise 1e-6, 53 x 53 pixels of 0.141 arcsec; PSF coellip3 and em3 on a Moffat-like PSF. Every stamp has its own PSF image,
 * so nothing is shared between stamps.
 */
public final class FitCases {
    private static final int N = 53;
    private static final double SCALE = 0.141;
    private static final int STAMPS = 64;
    private static final double PSF_T = 2 * 0.10616 * 0.10616;
    private static final double PIXEL_T = SCALE * SCALE / 6;
    /** T of an exponential disk over the square of its half-light radius. */
    private static final double T_OVER_HLR2 = 2.13;

    private final List<Observation> stamps = new ArrayList<>();
    private final List<Observation> wingedPsfs = new ArrayList<>();
    private final List<GMix> psfs = new ArrayList<>();
    private final List<SpeedCase> cases = new ArrayList<>();

    /** One thread's measurement of stamp i. */
    private interface Task {
        void measure(int i);
    }

    /** All cases, on stamps that are the same for the same seed. */
    public static List<SpeedCase> all(long seed) {
        return List.copyOf(new FitCases(seed).cases);
    }

    private FitCases(long seed) {
        RandomStreams streams = new RandomStreams(seed);
        Jacobian j = Jacobian.centred(N, N, SCALE);
        GMix psf = MixtureModel.GAUSS.mixture(0, 0, 0, 0, PSF_T + PIXEL_T, 1);
        GMix winged = GMix.of(0.6, 0, 0, 0.03, 0.001, 0.031, 0.3, 0, 0, 0.09, 0.002, 0.092, 0.1, 0, 0, 0.4, 0, 0.4);
        for (int i = 0; i < STAMPS; i++) {
            RandomStream random = streams.stream(i, "speed");
            double g1;
            double g2;
            do {
                g1 = 0.26 * random.nextGaussian();
                g2 = 0.26 * random.nextGaussian();
            } while (g1 * g1 + g2 * g2 > 0.64);
            double hlr = 0.3 + 0.9 * random.nextDouble();
            double v = -0.2 + 0.4 * random.nextDouble();
            double u = -0.2 + 0.4 * random.nextDouble();
            double[] image = MixtureModel.EXP
                    .mixture(v, u, g1, g2, T_OVER_HLR2 * hlr * hlr, 1)
                    .convolve(psf)
                    .image(N, N, j);
            double[] noise = new double[N * N];
            for (int k = 0; k < image.length; k++) {
                image[k] += 1e-3 * random.nextGaussian();
                noise[k] = 1e-3 * random.nextGaussian();
            }
            stamps.add(
                    Observation.ofNoise(N, N, image, 1e-3, j).withNoise(noise).withPsf(noisy(psf, j, random)));
            wingedPsfs.add(noisy(winged, j, random));
            psfs.add(psf);
        }
        fit("gauss fit", MixtureModel.GAUSS);
        fit("exp fit", MixtureModel.EXP);
        fit("dev fit", MixtureModel.DEV);
        fit("bdf fit", BulgeDisk.BDF);
        add("exp fit with psf fit", () -> {
            MixtureFitter fitter = new MixtureFitter(MixtureOptions.defaults().withModel(MixtureModel.EXP));
            return i -> fitter.fit(fresh(i));
        });
        psf("psf gauss", PsfModel.GAUSS);
        psf("psf coellip3", PsfModel.COELLIP3);
        psf("psf em3", PsfModel.EM3);
        add("admom", () -> {
            AdmomFitter fitter = new AdmomFitter();
            return i -> fitter.measure(stamps.get(i));
        });
        add("gaussmom", () -> {
            GaussMom fitter = new GaussMom(1.2);
            return i -> fitter.measure(stamps.get(i));
        });
        add("metacal", () -> {
            Metacalibrator metacal = new Metacalibrator(MetacalOptions.defaults(), MixtureOptions.defaults());
            return i -> metacal.measure(fresh(i));
        });
    }

    private void add(String name, Supplier<Task> task) {
        cases.add(SpeedCase.single(name, () -> {
            Task own = task.get();
            return index -> {
                own.measure((int) (index % STAMPS));
                return index;
            };
        }));
    }

    private static Observation noisy(GMix psf, Jacobian j, RandomStream random) {
        double[] image = psf.image(N, N, j);
        for (int k = 0; k < image.length; k++) {
            image[k] += 1e-6 * random.nextGaussian();
        }
        return Observation.ofNoise(N, N, image, 1e-6, j);
    }

    private void fit(String name, GalaxyModel model) {
        add(name, () -> {
            MixtureFitter fitter = new MixtureFitter(MixtureOptions.defaults().withModel(model));
            return i -> fitter.fit(stamps.get(i), psfs.get(i));
        });
    }

    private void psf(String name, PsfModel model) {
        add(name, () -> {
            MixtureFitter fitter = new MixtureFitter(MixtureOptions.defaults().withPsfModel(model));
            return i -> fitter.psfMixture(copy(wingedPsfs.get(i)));
        });
    }

    /** The stamp with a PSF object of its own, for which nothing is remembered. */
    private Observation fresh(int i) {
        Observation o = stamps.get(i);
        return o.withPsf(copy(o.psf().orElseThrow()));
    }

    private static Observation copy(Observation o) {
        return o.withImage(o.image());
    }
}
