package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.noise.CorrelatedNoise;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * Reads {@code noise: {type: Correlated, image: noise.fits}}, an image of pure noise to be imitated, or {@code correlation:},
 * an image of the correlation function about its middle; {@code variance} rescales either, {@code reach} (10) is the largest
 * distance in pixels at which an image's correlation is taken.
 */
final class NoiseImages {

    static final String MEANING = "noise that imitates an image, or of a given correlation function";

    static final Keys KEYS = Keys.none()
            .oneOf("a FITS file", "image", "correlation")
            .may("dir", "")
            .may("hdu", "the first image unless given")
            .may("reach", "pixels, with `image`; 10 unless given")
            .may("variance", "counts^2");

    private static final int REACH = 10;

    private NoiseImages() {}

    static CorrelatedNoise read(YamlNode node, InputFiles files, int nx, int ny) {
        if (node.has("image") == node.has("correlation")) {
            throw node.error("give image (of noise) or correlation (its function)");
        }
        boolean isImage = node.has("image");
        YamlNode file = node.get(isImage ? "image" : "correlation");
        Path path = files.locate(node.find("dir"), file);
        YamlNode hdu = node.find("hdu");
        int reach = isImage && node.has("reach") ? node.get("reach").count(0, 1000) : REACH;
        YamlNode variance = node.find("variance");
        double wanted = variance == null ? Double.NaN : variance.positive();
        try (FitsFile fits = new FitsFile(path)) {
            FitsFile.Hdu found = Hdus.image(fits, hdu);
            int width = found.axes()[0];
            int height = found.axes()[1];
            double[] pixels = new double[width * height];
            fits.plane(found, 0, pixels);
            CorrelatedNoise noise = isImage
                    ? CorrelatedNoise.ofImage(pixels, width, height, reach, nx, ny)
                    : CorrelatedNoise.ofCorrelation(pixels, width, height, nx, ny);
            return variance == null ? noise : noise.withVariance(wanted);
        } catch (BadDataException e) {
            throw new ConfigException(file.where() + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw file.error(e.getMessage());
        }
    }
}
