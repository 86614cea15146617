package org.shearnet.cli;

import java.util.List;
import org.shearnet.estimate.ShapeCut;
import org.shearnet.galaxysim.yaml.Flags;
import org.shearnet.ngmix.metacal.MetacalOptions;
import picocli.CommandLine.Option;

/** The flags of metacalibration: on any method, and what of it a user may choose. */
final class MetacalFlags {

    @Option(
            names = "--metacal",
            description = "measures metacalibration's images with any method, for its response to shear")
    private boolean on;

    @Option(
            names = "--metacal-psf",
            paramLabel = "NAME",
            description = "target PSF: fitgauss, azgauss, gauss, gauss:0.4 (that sigma, arcsec) or dilate"
                    + " (default: fitgauss)")
    private String psf;

    @Option(names = "--metacal-step", paramLabel = "S", description = "shear of the images (default: 0.01)")
    private Double step;

    @Option(
            names = "--metacal-types",
            paramLabel = "TYPE,...",
            split = ",",
            description = "images: noshear, 1p, 1m, 2p, 2m; under dilate also 1p_psf, ... (default: the first five)")
    private List<String> types;

    @Option(names = "--no-fix-noise", description = "adds no counter-sheared noise: less noise, a biased response")
    private boolean noFixNoise;

    @Option(
            names = "--select",
            paramLabel = "CUT",
            description =
                    "cut for the mean shear that metacalibration ends with, as in s2n>10; its own response to shear"
                            + " is taken into account. May be repeated; the catalogue keeps all stamps")
    private List<String> cuts = List.of();

    /** Adds what was given to the flags of a method, as the key {@code metacal}. */
    void addTo(Flags flags, String method) {
        boolean own = method.equals("metacal");
        if (on && own) {
            throw new UsageException("--metacal is for the other methods; --method metacal is metacalibration already");
        }
        Flags knobs = new Flags()
                .add("psf", "--metacal-psf", psf)
                .add("step", "--metacal-step", step)
                .add("types", "--metacal-types", types)
                .add("fix_noise", "--no-fix-noise", noFixNoise ? false : null);
        if (!on && !own && !(knobs.isEmpty() && cuts.isEmpty())) {
            throw new UsageException(
                    (knobs.isEmpty() ? "--select" : knobs.first()) + " needs --metacal or --method metacal");
        }
        if (on || !knobs.isEmpty()) {
            flags.add("metacal", "metacalibration", knobs);
        }
    }

    /** The cut on the mean shear. */
    ShapeCut cut(MetacalOptions options) {
        if (!cuts.isEmpty() && !options.types().containsAll(MetacalOptions.GALAXY_TYPES)) {
            throw new UsageException("--select needs the images noshear, 1p, 1m, 2p and 2m");
        }
        try {
            return ShapeCut.parse(cuts);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--select " + e.getMessage());
        }
    }
}
