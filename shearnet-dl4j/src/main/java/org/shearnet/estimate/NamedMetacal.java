package org.shearnet.estimate;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.ngmix.metacal.TargetPsf;

/**
 * The knobs of metacalibration as a YAML or a command line names them: target PSF {@code fitgauss}, {@code azgauss},
 * {@code gauss}, {@code gauss:0.4} (a round Gaussian of that sigma in arcsec) or {@code dilate}; images {@code noshear},
 * {@code 1p}, ...
 */
public final class NamedMetacal {

    private NamedMetacal() {}

    /** The knobs of a YAML's mapping {@code {psf, step, fix_noise, types}}; what is left out is as by default. */
    static MetacalOptions parse(YamlNode node) {
        MetacalOptions usual = MetacalOptions.defaults();
        YamlNode types = node.find("types");
        try {
            MetacalOptions options = options(
                    node.text("psf", name(usual.target())),
                    node.number("step", usual.step()),
                    node.bool("fix_noise", usual.fixNoise()),
                    types == null
                            ? labels(usual.types())
                            : types.items().stream().map(YamlNode::text).toList());
            node.rejectUnknown();
            return options;
        } catch (IllegalArgumentException e) {
            throw node.error(e.getMessage());
        }
    }

    /**
     * The knobs of these names.
     *
     * @param psf target PSF
     * @param step shear of the images
     * @param fixNoise whether a counter-sheared noise field is added
     * @param types names of the images, {@code noshear} among them
     * @throws IllegalArgumentException where a name is unknown, or they do not go together
     */
    public static MetacalOptions options(String psf, double step, boolean fixNoise, List<String> types) {
        List<MetacalType> images = types.stream().map(MetacalType::named).toList();
        Set<MetacalType> distinct = EnumSet.noneOf(MetacalType.class);
        distinct.addAll(images);
        if (distinct.size() < images.size()) {
            throw new IllegalArgumentException("an image is named twice among " + String.join(", ", types));
        }
        if (!distinct.contains(MetacalType.NOSHEAR)) {
            throw new IllegalArgumentException("the images must have noshear among them, which gives the shape");
        }
        return new MetacalOptions(target(psf), step, fixNoise, images);
    }

    private static TargetPsf target(String name) {
        return switch (name) {
            case "fitgauss" -> new TargetPsf.FitGauss();
            case "azgauss" -> new TargetPsf.AzimuthalGauss();
            case "gauss" -> new TargetPsf.Gauss();
            case "dilate" -> new TargetPsf.Dilate();
            default -> analytic(name);
        };
    }

    private static TargetPsf analytic(String name) {
        if (name.startsWith("gauss:")) {
            try {
                return TargetPsf.Analytic.ofSigma(Double.parseDouble(name.substring("gauss:".length())));
            } catch (IllegalArgumentException e) {
                // falls through to the one complaint below
            }
        }
        throw new IllegalArgumentException("no target PSF '" + name
                + "' (there are fitgauss, azgauss, gauss, gauss:0.4 and dilate; the number is sigma in arcsec)");
    }

    /** The name of a target PSF. */
    public static String name(TargetPsf target) {
        if (target instanceof TargetPsf.Analytic a) {
            return "gauss:" + a.sigma();
        }
        if (target instanceof TargetPsf.AzimuthalGauss) {
            return "azgauss";
        }
        if (target instanceof TargetPsf.Gauss) {
            return "gauss";
        }
        return target instanceof TargetPsf.Dilate ? "dilate" : "fitgauss";
    }

    /** The names of images. */
    public static List<String> labels(List<MetacalType> types) {
        return types.stream().map(MetacalType::label).toList();
    }
}
