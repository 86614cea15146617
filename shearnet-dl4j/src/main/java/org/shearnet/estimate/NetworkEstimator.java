package org.shearnet.estimate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Domain;
import org.shearnet.net.Model;
import org.shearnet.net.NetworkSpec.Label;
import org.shearnet.net.Predictor;
import org.shearnet.net.engine.Shape;
import org.shearnet.ngmix.gmix.MixtureModel;

/** A trained network: {@code network}. */
public final class NetworkEstimator implements ShearEstimator {

    private static final int BAD_PIXELS = 1;
    private static final int NOT_FINITE = 2;
    private static final int OUT_OF_RANGE = 4;
    private static final int IMPRECISE = 8;
    private static final int MASKED = 16;

    /** An answer whose predicted error is more than this many times that of the noise is flagged. */
    private static final double IMPRECISE_ERRORS = 2;

    /** Above this signal to noise moments should converge. */
    private static final double PLAIN_SIGNAL = 10;

    /** Networks that come with the program. */
    public static final List<String> SHIPPED = List.of("june2025", "exponential");

    /** Stamps that are looked at for what lies beyond the training. */
    private static final int LOOKED_AT = 200;

    private static final double SAME_SCALE = 1e-3;

    /** Noise and PSF may be this factor beyond the range of a sample of the training. */
    private static final double BEYOND = 1.05;

    private final String label;
    private final Model model;

    private NetworkEstimator(String label, Model model) {
        this.label = label;
        this.model = model;
    }

    /**
     * Loads a network.
     *
     * @throws BadDataException where the file is missing, foreign, damaged or altered
     */
    public static NetworkEstimator load(String label, Path modelFile) {
        return new NetworkEstimator(label, Model.load(modelFile));
    }

    /**
     * Loads the network of a run folder, or a shipped one.
     *
     * @param network a folder that holds {@code model.zip}, or one of {@link #SHIPPED}
     * @throws BadDataException where there is neither, or the file is damaged
     */
    public static NetworkEstimator find(String label, String network) {
        Path file = Path.of(network).resolve("model.zip");
        if (Files.exists(file)) {
            return load(label, file);
        }
        if (SHIPPED.contains(network)) {
            return new NetworkEstimator(label, shipped(network));
        }
        throw new BadDataException(file + ": no trained network there, and none is shipped as '" + network
                + "' (shipped: " + String.join(", ", SHIPPED) + ")");
    }

    private static Model shipped(String name) {
        try (InputStream in = Model.class.getResourceAsStream("/org/shearnet/networks/" + name + ".zip")) {
            Path copy = Files.createTempFile("shearnet-" + name, ".zip");
            try {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                return Model.load(copy);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped network '" + name + "': " + e.getMessage(), e);
        }
    }

    /**
     * What of these stamps lies beyond the network's training, in words; empty where nothing does. Looks at the first
     * stamps only.
     */
    public List<String> beyondTraining(Stamps stamps) {
        Domain domain = model.normalisation().domain();
        List<String> found = new ArrayList<>();
        if (Math.abs(stamps.pixelScale() / domain.pixelScale() - 1) > SAME_SCALE) {
            found.add(String.format(
                    Locale.ROOT, "pixels of %.4g arcsec (trained on %.4g)", stamps.pixelScale(), domain.pixelScale()));
        }
        int looked = Math.min(stamps.count(), LOOKED_AT);
        double[] noise = Arrays.copyOf(stamps.noiseSigma(), looked);
        outside(found, "noise sigma", noise, domain.noiseLow(), domain.noiseHigh());
        if (model.spec().takesPsf() && stamps.psfs() != null) {
            Shape stamp = new Shape(stamps.psfNy(), stamps.psfNx(), 1);
            double[] sizes = new double[Math.min(stamps.psfs().length, looked)];
            Arrays.setAll(sizes, i -> Domain.psfSize(stamps.psf(i), stamp, stamps.pixelScale()));
            outside(found, "PSF sigma (arcsec)", sizes, domain.psfLow(), domain.psfHigh());
        }
        return found;
    }

    private static void outside(List<String> found, String what, double[] values, double low, double high) {
        double[] out = Arrays.stream(values)
                .filter(v -> v < low / BEYOND || v > high * BEYOND)
                .toArray();
        if (out.length > 0) {
            found.add(String.format(
                    Locale.ROOT,
                    "%s of %.4g in %d of %d stamps looked at (trained on %.4g to %.4g)",
                    what,
                    out[0],
                    out.length,
                    values.length,
                    low,
                    high));
        }
    }

    /** The network that an estimator is, refines or metacalibrates, or null. */
    public static NetworkEstimator behind(ShearEstimator estimator) {
        if (estimator instanceof MetacalibratedEstimator metacalibrated) {
            return behind(metacalibrated.inner());
        }
        if (estimator instanceof RefinedEstimator refined) {
            return refined.network();
        }
        return estimator instanceof NetworkEstimator network ? network : null;
    }

    @Override
    public String label() {
        return label;
    }

    /** The model behind the answers. */
    public Model model() {
        return model;
    }

    /**
     * The fits' name of the profile of the galaxies that the network was trained on.
     *
     * @throws ConfigException where fits have no such profile
     */
    MixtureModel galaxyModel() {
        MixtureModel profile = profile();
        if (profile == null) {
            throw new ConfigException("the network '" + label + "' was trained on galaxies of another type than"
                    + " Gaussian, Exponential or DeVaucouleurs: say on which model to refine (gauss, exp, dev)");
        }
        return profile;
    }

    private MixtureModel profile() {
        YamlNode galaxy = YamlReader.parse("scene.yaml", model.scene()).find("gal");
        return switch (galaxy == null || !galaxy.has("type")
                ? ""
                : galaxy.get("type").text()) {
            case "Gaussian" -> MixtureModel.GAUSS;
            case "Exponential" -> MixtureModel.EXP;
            case "DeVaucouleurs" -> MixtureModel.DEV;
            default -> null;
        };
    }

    @Override
    public String fingerprint() {
        return new java.util.TreeMap<>(model.provenance()) + " " + Arrays.hashCode(model.weights());
    }

    @Override
    public Map<Integer, String> flagNames() {
        return Map.of(
                BAD_PIXELS,
                "BAD_PIXELS",
                NOT_FINITE,
                "NOT_FINITE",
                OUT_OF_RANGE,
                "OUT_OF_RANGE (|g| of 1 or more)",
                IMPRECISE,
                "IMPRECISE (expects an error of many times the noise)",
                MASKED,
                "MASKED_PIXELS (too many, or no fit to fill them with)");
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        ShapeEstimate[] estimates = answers(stamps, threads);
        for (int i = 0; i < estimates.length; i++) {
            if (estimates[i].flags() != 0) {
                estimates[i] = ShapeEstimate.failed(estimates[i].flags());
            }
        }
        done.accept(estimates.length);
        return estimates;
    }

    /** The estimates, numbers kept where there are any although a flag is set. */
    ShapeEstimate[] answers(Stamps stamps, int threads) {
        if (stamps.nx() != model.stamp().width() || stamps.ny() != model.stamp().height()) {
            throw new BadDataException("stamps of " + stamps.ny() + " x " + stamps.nx() + " pixels; the network '"
                    + label + "' was trained on " + model.stamp().height() + " x "
                    + model.stamp().width());
        }
        if (model.spec().takesPsf() && stamps.psfs() == null) {
            throw new BadDataException("the network '" + label + "' needs the PSF: a PSF HDU in the stamps file");
        }
        MixtureModel profile = profile();
        FilledStamps filled = FilledStamps.of(stamps, profile, null, threads);
        int[] bad = new int[stamps.count()];
        Arrays.setAll(
                bad,
                i -> filled.unfilled()[i]
                        ? MASKED
                        : Arrays.stream(filled.images()[i]).allMatch(Double::isFinite) ? 0 : BAD_PIXELS);
        double[] blank = new double[stamps.nx() * stamps.ny()];
        Predictor.Answer[] answers;
        try (Predictor predictor = model.predictor(threads)) {
            answers = predictor.predict(
                    stamps.count(),
                    (i, receiver) -> receiver.take(
                            bad[i] == 0 ? filled.images()[i] : blank, stamps.psf(i), stamps.noiseSigma()[i]));
        }
        ShapeEstimate[] estimates = new ShapeEstimate[answers.length];
        for (int i = 0; i < answers.length; i++) {
            estimates[i] = bad[i] == 0 ? estimate(answers[i], stamps) : ShapeEstimate.failed(bad[i]);
        }
        return estimates;
    }

    private ShapeEstimate estimate(Predictor.Answer answer, Stamps stamps) {
        double g1 = value(answer.labels(), Label.G1);
        double g2 = value(answer.labels(), Label.G2);
        if (!Double.isFinite(g1) || !Double.isFinite(g2)) {
            return ShapeEstimate.failed(NOT_FINITE);
        }
        if (Math.hypot(g1, g2) >= 1) {
            return ShapeEstimate.failed(OUT_OF_RANGE);
        }
        double sigma = value(answer.labels(), Label.SIGMA);
        double size = ShapeEstimate.sizeOf(sigma, g1, g2);
        double[] errors = answer.errors();
        double no = Double.NaN;
        Predictor.Moments moments = answer.moments();
        boolean placed = moments != null && moments.ok();
        return new ShapeEstimate(
                moments != null && errors != null && imprecise(answer) ? IMPRECISE : 0,
                g1,
                g2,
                errors == null ? no : value(errors, Label.G1),
                errors == null ? no : value(errors, Label.G2),
                no,
                size,
                errors == null ? no : 2 * size * value(errors, Label.SIGMA) / sigma, // at the given shape
                value(answer.labels(), Label.FLUX),
                errors == null ? no : value(errors, Label.FLUX),
                moments == null ? no : moments.s2n(),
                placed ? 0.5 * (stamps.ny() - 1) + moments.y() : no,
                placed ? 0.5 * (stamps.nx() - 1) + moments.x() : no,
                moments == null ? no : moments.psfG1(),
                moments == null ? no : moments.psfG2(),
                moments == null ? no : moments.psfSize() * stamps.pixelScale() * stamps.pixelScale(),
                null);
    }

    /**
     * Whether the network itself expects to be off by many times the noise, or has no moments of a stamp whose signal is
     * plain: mostly galaxies that spill over the stamp.
     */
    private boolean imprecise(Predictor.Answer answer) {
        Predictor.Moments moments = answer.moments();
        return value(answer.errors(), Label.G1) > IMPRECISE_ERRORS * moments.g1Err()
                || value(answer.errors(), Label.G2) > IMPRECISE_ERRORS * moments.g2Err()
                || !moments.ok() && moments.s2n() > PLAIN_SIGNAL;
    }

    private double value(double[] answer, Label wanted) {
        int at = model.outputs().indexOf(wanted);
        return at < 0 ? Double.NaN : answer[at];
    }
}
