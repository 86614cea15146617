package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.ImageSky;
import org.shearnet.galaxysim.fits.SkyMap;
import org.shearnet.galaxysim.profile.Interpolant;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.SampledProfile;
import org.shearnet.galaxysim.psf.PsfexModel;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * Profiles that come from files: {@code InterpolatedImage} and {@code DES_PSFEx}.
 *
 * <p>A PSFEx model is given as GalSim does, by {@code input.des_psfex.file_name}, then its lengths are image pixels taken as
 * arcsec (GalSim's reading without a WCS: it asks for pixel_scale 1); or by {@code psf.file}, then they are pixels of the
 * scene's pixel_scale.
 */
final class Images {

    static final String MEANING = "an image; its scale from `scale`, else its WCS, PIXSCALE or GS_SCALE, else 1";

    static final Keys KEYS = Keys.none()
            .oneOf("a FITS file", "image", "file", "file_name")
            .may("dir", "")
            .may("hdu", "the first image unless given")
            .may("scale", "arcsec a pixel")
            .may("x_interpolant", "quintic unless given")
            .may("normalization", "flux or surface brightness");

    static final String PSFEX_MEANING =
            "a PSFEx model of `input.des_psfex` (lengths in pixels) or of a file (in pixels of the scene)";

    static final Keys PSFEX_KEYS = Keys.none()
            .atMostOneOf("", "file", "file_name")
            .may("dir", "")
            .may("image_pos", "pixels; the stamp's centre unless given");

    private final Values values;
    private final PsfexModel input;
    private final double pixelScale;
    private final ImagePlan image;
    private final Geometry geometry;

    /**
     * @param input the model of {@code input.des_psfex}, or null
     * @param pixelScale of the scene (arcsec)
     * @param image whose stamps' centres a PSFEx model is taken at unless {@code image_pos} says otherwise
     */
    Images(Values values, Geometry geometry, PsfexModel input, double pixelScale, ImagePlan image) {
        this.values = values;
        this.geometry = geometry;
        this.input = input;
        this.pixelScale = pixelScale;
        this.image = image;
    }

    /** Reads the model that {@code input.des_psfex} names. */
    static PsfexModel input(YamlNode node, InputFiles files) {
        return read(node.find("dir"), node.get("file_name"), files);
    }

    private static PsfexModel read(YamlNode dir, YamlNode file, InputFiles files) {
        try {
            return PsfexModel.read(files.locate(dir, file));
        } catch (BadDataException e) {
            throw new ConfigException(file.where() + ": " + e.getMessage(), e);
        }
    }

    private static YamlNode file(YamlNode node, Keys keys) {
        return keys.entries().get(0).given(node).stream()
                .map(node::get)
                .findFirst()
                .orElse(null);
    }

    Drawn<LightProfile> psfex(YamlNode node) {
        YamlNode file = file(node, PSFEX_KEYS);
        YamlNode dir = node.find("dir");
        if (file == null && input == null) {
            throw node.error("a PSFEx model needs input.des_psfex.file_name, or file here");
        }
        PsfexModel model = file == null ? input : read(dir, file, values.files());
        double scale = file == null ? 1 : pixelScale;
        if (!node.has("image_pos") && image.stampsPerImage() == 1) {
            if (image.nx() == 0) {
                throw node.error("image.size is missing: the PSF is that at the stamp's centre");
            }
            try {
                double[] centre = image.centre(0);
                LightProfile fixed = model.at(centre[0], centre[1], scale);
                return d -> fixed;
            } catch (IllegalArgumentException e) {
                throw node.error(e.getMessage());
            }
        }
        values.vary();
        Drawn<double[]> position =
                node.has("image_pos") ? geometry.position(node.get("image_pos")) : d -> image.centre(d.index());
        return d -> {
            double[] xy = position.draw(d);
            return model.at(xy[0], xy[1], scale);
        };
    }

    Drawn<LightProfile> interpolated(YamlNode node) {
        YamlNode file = file(node, KEYS);
        Path path = values.files().locate(node.find("dir"), file);
        List<String> names = Arrays.stream(Interpolant.values())
                .map(i -> i.name().toLowerCase(java.util.Locale.ROOT))
                .toList();
        Interpolant kernel = node.has("x_interpolant")
                ? Interpolant.named(node.get("x_interpolant").oneOf(names))
                : Interpolant.QUINTIC;
        YamlNode hdu = node.find("hdu");
        YamlNode scale = node.find("scale");
        YamlNode normalization = node.find("normalization");
        boolean brightness = normalization != null
                && normalization.oneOf("flux", "f", "surface brightness", "sb").startsWith("s");
        try (FitsFile fits = new FitsFile(path)) {
            FitsFile.Hdu found = Hdus.image(fits, hdu);
            int nx = found.axes()[0];
            int ny = found.axes()[1];
            double[] pixels = new double[nx * ny];
            fits.plane(found, 0, pixels);
            SkyMap map = scale == null ? onSky(found, path) : SkyMap.square(scale.positive());
            for (int i = 0; brightness && i < pixels.length; i++) {
                pixels[i] *= map.area();
            }
            boolean plain = map.dudx() > 0 && map.equals(SkyMap.square(map.dudx()));
            LightProfile profile = plain
                    ? new SampledProfile(pixels, nx, ny, map.dudx(), kernel)
                    : new SampledProfile(pixels, nx, ny, 1, kernel).map(map.dudx(), map.dudy(), map.dvdx(), map.dvdy());
            return d -> profile;
        } catch (BadDataException e) {
            throw new ConfigException(file.where() + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw file.error(e.getMessage());
        }
    }

    private static SkyMap onSky(FitsFile.Hdu hdu, Path path) {
        try {
            return ImageSky.of(hdu.header(), hdu.axes()[0], hdu.axes()[1]);
        } catch (BadDataException e) {
            throw new BadDataException(path + ": " + e.getMessage(), e);
        }
    }
}
