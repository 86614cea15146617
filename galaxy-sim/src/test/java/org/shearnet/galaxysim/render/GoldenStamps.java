package org.shearnet.galaxysim.render;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.profile.Airy;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.Kolmogorov;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Stamps computed with GalSim 2.8.4: see src/test/resources/golden/README.md. */
public final class GoldenStamps {

    /** Folder of the reference files. */
    public static final Path FOLDER = Path.of("src/test/resources/golden");

    private static final YamlNode ROOT = YamlReader.read(FOLDER.resolve("galsim_cases.json"));

    private GoldenStamps() {}

    public static YamlNode root() {
        return ROOT;
    }

    public static List<YamlNode> cases() {
        return new ArrayList<>(ROOT.get("cases").items());
    }

    /** An image of the reference file. */
    public static double[] image(FitsFile file, String hdu) {
        FitsFile.Hdu found = file.find(hdu);
        double[] pixels = new double[found.axes()[0] * found.axes()[1]];
        file.plane(found, 0, pixels);
        return pixels;
    }

    public static LightProfile psf(YamlNode goldenCase) {
        YamlNode node = ROOT.get("psfs").find(goldenCase.get("psf").text());
        return node == null ? null : profile(node);
    }

    /** Builds a profile from its description. */
    public static LightProfile profile(YamlNode node) {
        double flux = node.number("flux", 1);
        double hlr = node.number("half_light_radius", 0);
        LightProfile profile = switch (node.get("type").text()) {
            case "gaussian" ->
                hlr > 0
                        ? Gaussian.ofHalfLightRadius(hlr, flux)
                        : Gaussian.ofFwhm(node.get("fwhm").number(), flux);
            case "exponential" -> Exponential.ofHalfLightRadius(hlr, flux);
            case "sum" ->
                new Sum(node.get("components").items().stream()
                        .map(GoldenStamps::profile)
                        .toList());
            case "sersic" -> new Sersic(node.get("n").number(), hlr, node.number("trunc", 0), flux);
            case "devaucouleurs" -> Sersic.deVaucouleurs(hlr, flux);
            case "moffat" ->
                hlr > 0
                        ? Moffat.ofHalfLightRadius(node.get("beta").number(), hlr, node.number("trunc", 0), flux)
                        : Moffat.ofFwhm(
                                node.get("beta").number(), node.get("fwhm").number(), node.number("trunc", 0), flux);
            case "kolmogorov" -> Kolmogorov.ofFwhm(node.get("fwhm").number(), flux);
            case "airy" ->
                Airy.ofTelescope(
                        node.get("lam_nm").number(), node.get("diam_m").number(), node.number("obscuration", 0), flux);
            default -> throw node.error("unknown profile");
        };
        if (node.has("shear")) {
            for (YamlNode shear : node.get("shear").items()) {
                double[] g = shear.numbers();
                profile = profile.shear(g[0], g[1]);
            }
        }
        if (node.has("shift")) {
            double[] s = node.get("shift").numbers();
            profile = profile.shift(s[0], s[1]);
        }
        return profile;
    }

    /** Draws a case. */
    public static double[] draw(Renderer renderer, YamlNode c) {
        int n = (int) c.get("npix").integer();
        double[] offset = c.get("offset").numbers();
        PixelResponse pixel = c.get("method").text().equals("auto") ? PixelResponse.CONVOLVE : PixelResponse.INCLUDED;
        double[] out = new double[n * n];
        renderer.draw(
                profile(c.get("gal")),
                psf(c),
                new StampGrid(n, n, c.get("scale").number(), pixel),
                offset[0],
                offset[1],
                out);
        return out;
    }

    /** Largest difference over the reference's peak. */
    public static double difference(double[] image, double[] reference) {
        double peak = 0;
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            peak = Math.max(peak, Math.abs(reference[i]));
            worst = Math.max(worst, Math.abs(image[i] - reference[i]));
        }
        return worst / peak;
    }
}
