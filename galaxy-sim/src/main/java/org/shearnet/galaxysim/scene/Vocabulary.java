package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * The words of a scene: every type, value and key that is understood. The parsers refuse what does not stand here, and
 * docs/scenes.md is made of it.
 */
final class Vocabulary {

    /**
     * A type of a group, or a section.
     *
     * @param name its names, the first being GalSim's own; others after commas
     * @param keys that it takes: {@code a} must be given, {@code a?} may, {@code a|b} is one of several, {@code a+b} both; a
     *     {@code *} stands for keys of the user's own
     * @param does what it is
     */
    record Term(String name, String keys, String does) {

        List<String> names() {
            return Arrays.asList(name.split(", "));
        }

        /** All its keys. */
        Set<String> words() {
            Set<String> words = new LinkedHashSet<>();
            for (String word : keys.split("[ |+?]+")) {
                if (!word.isEmpty() && !word.equals("*")) {
                    words.add(word);
                }
            }
            return words;
        }

        /** Refuses keys that are neither this term's nor among the others given. */
        void check(YamlNode node, Set<String> others) {
            if (keys.contains("*")) {
                return;
            }
            Set<String> all = new LinkedHashSet<>(words());
            all.addAll(others);
            for (String key : node.keys()) {
                if (!all.contains(key) && REFUSED_KEYS.containsKey(key)) {
                    throw new ConfigException(
                            node.where() + (node.path().isEmpty() ? ": " : ".") + key + ": " + REFUSED_KEYS.get(key));
                }
            }
            node.only(all);
        }
    }

    /** A heading and its terms. */
    record Group(String title, String about, List<Term> terms) {

        List<String> names() {
            List<String> names = new ArrayList<>();
            terms.forEach(t -> names.addAll(t.names()));
            return names;
        }

        /** The term of a name, or null. */
        Term find(String name) {
            return terms.stream()
                    .filter(t -> t.names().contains(name))
                    .findFirst()
                    .orElse(null);
        }

        /** The type that a node names under {@code type}, its keys checked. */
        String type(YamlNode node, Set<String> common) {
            return type(node, null, common);
        }

        /**
         * As above.
         *
         * @param otherwise the type where the node names none, or null where it must
         */
        String type(YamlNode node, String otherwise, Set<String> common) {
            YamlNode word = otherwise == null ? node.get("type") : node.find("type");
            String name = word == null ? otherwise : word.text();
            Term term = find(name);
            if (term == null) {
                throw REFUSED_TYPES.contains(name)
                        ? word.error("GalSim's " + name + " is not supported here (supported: "
                                + String.join(", ", names()) + ")")
                        : word.unknown("type", name, names());
            }
            Set<String> others = new LinkedHashSet<>(common);
            others.add("type");
            term.check(node, others);
            return name;
        }
    }

    static final Group PROFILES = new Group(
            "Profiles",
            "`gal` and `psf` and the items within them",
            List.of(
                    new Term("Gaussian", "sigma|fwhm|half_light_radius|resolution", "a Gaussian"),
                    new Term("Exponential", "scale_radius|half_light_radius|resolution", "a disk"),
                    new Term("Sersic", "n half_light_radius|scale_radius|resolution trunc?", "a Sersic profile"),
                    new Term("DeVaucouleurs", "half_light_radius|scale_radius|resolution trunc?", "Sersic of n = 4"),
                    new Term("Moffat", "beta fwhm|half_light_radius|scale_radius trunc?", "a Moffat profile"),
                    new Term(
                            "Kolmogorov",
                            "fwhm|half_light_radius|lam_over_r0|lam+r0",
                            "long exposure through the atmosphere; lam in nm, r0 in m"),
                    new Term(
                            "Airy",
                            "lam_over_diam|lam+diam obscuration?",
                            "a telescope's diffraction; lam in nm, diam in m"),
                    new Term("DeltaFunction", "", "a star"),
                    new Term(
                            "RandomKnots",
                            "npoints half_light_radius",
                            "points of light scattered as a Gaussian, the very ones of GalSim where nothing else is random"),
                    new Term(
                            "InterpolatedImage",
                            "image|file|file_name dir? hdu? scale? x_interpolant? normalization?",
                            "an image; its scale from `scale`, else its WCS, PIXSCALE or GS_SCALE, else 1"),
                    new Term(
                            "DES_PSFEx",
                            "file|file_name? dir? image_pos?",
                            "a PSFEx model of `input.des_psfex` (lengths in pixels) or of a file (in pixels of the scene)"),
                    new Term(
                            "Sum, Add",
                            "items",
                            "several on top of each other; a last item that alone has no flux brings the sum to 1"),
                    new Term("Convolution, Convolve", "items", "several convolved"),
                    new Term("List", "items index?", "one of several, in turn or by `index`")));

    /** Keys of every profile: flux and transformations, in the order in which they act. */
    static final Term COMMON = new Term(
            "every profile",
            "flux? dilate? dilation? ellip? rotate? rotation? scale_flux? lens? shear? magnify? magnification? shift?",
            "flux and transformations, in this order; `lens` has `shear` and `mu`");

    /** Keys of {@code gal} itself beside those of every profile. */
    static final Term GAL = new Term(
            "gal",
            "signal_to_noise?",
            "scales the flux so that sqrt(sum mu^2 / variance of the sky and read-out) is this");

    static final Group NUMBERS = new Group(
            "Numbers",
            "wherever a number stands; also a bare list, taken in turn, `$expression`, and `@path` of another value",
            List.of(
                    new Term("Random", "min max", "uniform"),
                    new Term("RandomGaussian", "sigma mean? min? max?", "normal"),
                    new Term(
                            "RandomDistribution",
                            "function|file_name? x_min? x_max? npoints? interpolant?",
                            "a density: a function of x, or a table of two columns"),
                    new Term("Catalog", "col index? num?", "a column of `input.catalog`"),
                    new Term("List", "items index?", "one of several, in turn or by `index`"),
                    new Term("Sequence", "first? step? last? repeat? nitems? index_key?", "counts objects, or images"),
                    new Term("Sum", "items", "the sum of several"),
                    new Term("Current", "key", "the value at another path, as `@path`"),
                    new Term(
                            "Eval",
                            "str *",
                            "an expression, as `$str`; variables of its own are given as `fNAME`, `iNAME` or `bNAME`")));

    static final Group ANGLES = new Group(
            "Angles",
            "a number with a unit (`30 deg`, `0.5 rad`, arcmin, arcsec, hours), a bare list, or",
            List.of(
                    new Term("Degrees, Deg", "theta", "of a number of degrees"),
                    new Term("Radians, Rad", "theta", "of a number of radians"),
                    new Term("Random", "min? max?", "uniform, from 0 to 360 deg unless given"),
                    new Term("List", "items index?", "one of several"),
                    new Term("Sequence", "first? step nitems? index_key?", "counts objects")));

    static final Group SHEARS = new Group(
            "Shapes",
            "`ellip` and `shear`; `max_g` draws shapes anew that are not below it",
            List.of(
                    new Term("G1G2", "g1 g2 max_g?", "reduced shear"),
                    new Term("E1E2", "e1 e2 max_g?", "distortion"),
                    new Term("Eta1Eta2", "eta1 eta2 max_g?", "conformal shear"),
                    new Term("GBeta", "g beta max_g?", "reduced shear and angle"),
                    new Term("EBeta", "e beta max_g?", "distortion and angle"),
                    new Term("EtaBeta", "eta beta max_g?", "conformal shear and angle"),
                    new Term("QBeta", "q beta max_g?", "axis ratio and angle"),
                    new Term("List", "items index?", "one of several")));

    static final Group POSITIONS = new Group(
            "Positions",
            "`shift` (arcsec), `offset` (pixels), `image_pos`; `[x, y]`, or",
            List.of(
                    new Term("XY", "x y", "two numbers"),
                    new Term("RTheta", "r theta", "radius and angle"),
                    new Term("RandomCircle", "radius inner_radius? center?", "uniform in a circle"),
                    new Term("List", "items index?", "one of several")));

    static final Group TEXTS = new Group(
            "Texts",
            "file names: a text, or",
            List.of(
                    new Term("FormattedStr", "format items", "as Python's `format % items`, with %d, %s, %f, %e"),
                    new Term("NumberedFile", "root num ext? digits?", "root, number, extension"),
                    new Term("List", "items index?", "one of several")));

    static final Group IMAGES = new Group(
            "image",
            "the stamps; all of `xsize`, `ysize`, `size` left out gives GalSim's automatic size where all galaxies are alike",
            List.of(
                    new Term("Single", "size? xsize? ysize?", "one stamp an image"),
                    new Term(
                            "Tiled",
                            "nx_tiles ny_tiles stamp_size? stamp_xsize? stamp_ysize? border? xborder? yborder? order?",
                            "a stamp for each tile, in GalSim's order; borders must not overlap tiles")));

    /** Keys of image whatever its type. */
    static final Term IMAGE = new Term(
            "every image",
            "pixel_scale? wcs? random_seed? noise? sky_level? sky_level_pixel? offset? draw_method? nproc?",
            "`sky_level` (counts an arcsec^2) stays in the image; `nproc` is left to `--threads`");

    static final Group WCS = new Group(
            "image.wcs",
            "how pixels lie on the sky; the local matrix goes into the header of IMAGE",
            List.of(
                    new Term("PixelScale", "scale? origin? world_origin?", "square pixels"),
                    new Term("Shear", "shear scale? origin? world_origin?", "sheared pixels"),
                    new Term("Jacobian", "dudx dudy dvdx dvdy", "any matrix (arcsec a pixel)"),
                    new Term(
                            "Affine", "dudx dudy dvdx dvdy origin? world_origin?", "the same; origins move no stamp")));

    static final Group NOISES = new Group(
            "image.noise",
            "without a type it is Poisson",
            List.of(
                    new Term("Gaussian", "sigma|variance", "white"),
                    new Term("Poisson", "sky_level?|sky_level_pixel?", "photons of object and sky"),
                    new Term(
                            "CCD", "gain? read_noise? sky_level?|sky_level_pixel?", "the same, with gain and read-out"),
                    new Term(
                            "Correlated",
                            "image|correlation dir? hdu? reach? variance?",
                            "noise that imitates an image, or of a given correlation function")));

    static final Group STAMPS = new Group(
            "stamp",
            "what becomes of a galaxy before it is drawn",
            List.of(
                    new Term("Basic", "", "the galaxy as it is"),
                    new Term("Ring", "num full_rotation?", "`num` stamps show one galaxy, turned by equal parts")));

    /** Keys of stamp whatever its type. */
    static final Term STAMP = new Term(
            "every stamp",
            "draw_method? offset? size? xsize? ysize? retry_failures? pairs? reject?",
            "`draw_method`: auto, fft, real_space, phot, no_pixel");

    static final Group OUTPUTS = new Group(
            "output",
            "always one stamps file, whose name `-o` says; `file_name` and `dir` are GalSim's and change nothing",
            List.of(
                    new Term("Fits", "nfiles?", "one image a file; the images of all files become stamps"),
                    new Term("MultiFits", "nfiles? nimages?", "`nimages` images, or a catalogue's rows"),
                    new Term("DataCube", "nfiles? nimages?", "the same")));

    /** Keys of output whatever its type. */
    static final Term OUTPUT = new Term(
            "every output",
            "file_name? dir? nproc? weight? badpix? psf? truth?",
            "what else goes into the stamps file");

    static final Group EXTRAS = new Group(
            "output: what else is written",
            "each as an HDU of the stamps file",
            List.of(
                    new Term(
                            "weight",
                            "include_obj_var? file_name? dir? hdu?",
                            "WEIGHT, the inverse variance; without the object's photons unless asked for"),
                    new Term("badpix", "file_name? dir? hdu?", "MASK, all good"),
                    new Term(
                            "psf",
                            "shift? draw_method? file_name? dir? hdu?",
                            "PSF, which is written in any case; `shift: galaxy` moves it with the galaxy"),
                    new Term(
                            "truth",
                            "columns file_name? dir? hdu?",
                            "further columns of TRUTH: a path, a value, or `$expression`; `truth.NAME` where TRUTH has NAME")));

    static final Group INPUTS = new Group(
            "input",
            "",
            List.of(
                    new Term(
                            "catalog",
                            "file_name dir? file_type? hdu? comments?",
                            "FITS table (`hdu` by number, the primary is 0, or by name) or text; a list gives several"),
                    new Term("des_psfex", "file_name dir?", "a PSFEx model")));

    /** Keys of input. */
    static final Term INPUT = new Term("input", "catalog? des_psfex?", "");

    /** Sections at the top. */
    static final Term TOP = new Term(
            "top",
            "gal psf? image input? output? stamp? eval_variables? template?",
            "`eval_variables` are for expressions; keys that hold nothing but YAML anchors may stand beside");

    /** All groups, in the order of the document. */
    static final List<Group> GROUPS = List.of(
            PROFILES, NUMBERS, ANGLES, SHEARS, POSITIONS, TEXTS, IMAGES, WCS, NOISES, STAMPS, OUTPUTS, EXTRAS, INPUTS);

    /** Types of GalSim that are known and not understood. */
    static final Set<String> REFUSED_TYPES = Set.of(
            "OpticalPSF",
            "RealGalaxy",
            "RealGalaxyOriginal",
            "COSMOSGalaxy",
            "SampleGalaxy",
            "Spergel",
            "VonKarman",
            "Box",
            "Pixel",
            "TopHat",
            "InclinedExponential",
            "InclinedSersic",
            "Shapelet",
            "Ring",
            "Deconvolve",
            "Deconvolution",
            "AutoConvolve",
            "AutoConvolution",
            "AutoCorrelate",
            "AutoCorrelation",
            "InterpolatedKImage",
            "PhaseScreenPSF",
            "PowerSpectrumShear",
            "PowerSpectrumMagnification",
            "NFWHaloShear",
            "NFWHaloMagnification",
            "COSMOS",
            "Scattered",
            "Fits",
            "Tan",
            "UVFunction",
            "RaDecFunction",
            "RandomPoisson",
            "RandomBinomial",
            "RandomWeibull",
            "RandomGamma",
            "RandomChi2",
            "Dict",
            "File",
            "RaDec");

    /** Keys of GalSim that are known and not understood, with the reason. */
    static final Map<String, String> REFUSED_KEYS = new TreeMap<>(Map.of(
            "gsparams", "GalSim's accuracies; this renderer keeps its own, finer ones: leave them out",
            "rng_num", "one random seed serves all values here",
            "max_extra_noise", "photons here carry their own noise and no more: leave it out",
            "modules", "Python modules are not loaded",
            "power_spectrum", "GalSim's PowerSpectrumShear is not supported here",
            "nfw_halo", "GalSim's NFWHaloShear is not supported here",
            "cosmos_catalog", "GalSim's COSMOSGalaxy is not supported here",
            "real_catalog", "GalSim's RealGalaxy is not supported here",
            "whiten", "noise is not whitened here",
            "symmetrize", "noise is not symmetrised here"));

    private Vocabulary() {}
}
