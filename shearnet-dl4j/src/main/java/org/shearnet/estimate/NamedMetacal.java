package org.shearnet.estimate;

import java.util.List;
import java.util.Set;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
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

    /** Target PSFs, each with the size of those that take one. */
    public static final Vocabulary<Double, TargetPsf> TARGETS = Vocabulary.<Double, TargetPsf>of(
                    "Target PSFs", "`metacal.psf`, what metacalibration convolves with after deconvolving the PSF")
            .register(
                    "fitgauss",
                    "a round Gaussian as wide as the major axis of the PSF",
                    Keys.none(),
                    (word, sigma) -> new TargetPsf.FitGauss())
            .register(
                    "azgauss",
                    "as `gauss`, by the azimuthal mean of the PSF's transform",
                    Keys.none(),
                    (word, sigma) -> new TargetPsf.AzimuthalGauss())
            .register(
                    "gauss",
                    "a round Gaussian that the transform of the PSF covers, or of a given size",
                    Keys.none().may("gauss:SIGMA", "arcsec; what the transform covers"),
                    (word, sigma) -> sigma.isNaN() ? new TargetPsf.Gauss() : TargetPsf.Analytic.ofSigma(sigma))
            .register(
                    "dilate",
                    "the PSF itself, dilated, its pixel taken out and put back",
                    Keys.none(),
                    (word, sigma) -> new TargetPsf.Dilate());

    private static final NumberedWords<TargetPsf> NUMBERED = new NumberedWords<>("target PSF", TARGETS);

    /** The knobs of a YAML's mapping {@code {psf, step, fix_noise, types}}; what is left out is as by default. */
    static MetacalOptions parse(YamlNode node) {
        MetacalOptions usual = MetacalOptions.defaults();
        YamlNode psf = node.find("psf");
        YamlNode types = node.find("types");
        TargetPsf target = psf == null ? usual.target() : NUMBERED.parse(psf);
        try {
            MetacalOptions options = new MetacalOptions(
                    target,
                    node.number("step", usual.step()),
                    node.bool("fix_noise", usual.fixNoise()),
                    types == null
                            ? usual.types()
                            : images(types.items().stream().map(YamlNode::text).toList()));
            node.rejectUnknown();
            return options;
        } catch (IllegalArgumentException e) {
            throw node.error(e.getMessage());
        }
    }

    private static List<MetacalType> images(List<String> types) {
        List<MetacalType> images = types.stream().map(MetacalType::named).toList();
        if (Set.copyOf(images).size() < images.size()) {
            throw new IllegalArgumentException("an image is named twice among " + String.join(", ", types));
        }
        if (!images.contains(MetacalType.NOSHEAR)) {
            throw new IllegalArgumentException("the images must have noshear among them, which gives the shape");
        }
        return images;
    }

    /** The name of a target PSF. */
    public static String name(TargetPsf target) {
        return target instanceof TargetPsf.Analytic given
                ? "gauss:" + given.sigma()
                : TARGETS.words().stream()
                        .filter(word -> word.parser().parse(null, Double.NaN).equals(target))
                        .findFirst()
                        .orElseThrow()
                        .names()
                        .get(0);
    }

    /** The names of images. */
    public static List<String> labels(List<MetacalType> types) {
        return types.stream().map(MetacalType::label).toList();
    }
}
