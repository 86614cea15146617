package org.shearnet.estimate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.DeconvolvedNetwork;
import org.shearnet.net.Look;
import org.shearnet.net.Looker;
import org.shearnet.net.Model;
import org.shearnet.net.ModelFile;
import org.shearnet.net.Predictor;
import org.shearnet.net.engine.Shape;
import org.shearnet.ngmix.gmix.MixtureModel;

/**
 * A trained network: {@code network}.
 *
 * <p>Longer than other classes: loading, checks and answers are those of one network.
 */
public final class NetworkEstimator implements ShearEstimator {

    /** A prediction whose expected error is more than this many times that of the noise is flagged. */
    private static final double IMPRECISE_ERRORS = 2;

    /** Networks that come with the program. */
    public static final List<String> SHIPPED = List.of("june2025", "exponential", "survey");

    /** Stamps that are looked at for what lies beyond the training. */
    private static final int LOOKED_AT = 200;

    private final String label;
    private final Model model;
    private final NetworkFlags flags;

    private final DeconvolvedNetwork deconvolved;
    private final boolean responds;
    private final int passes;

    private NetworkEstimator(String label, Model model, boolean responds, int passes) {
        this.label = label;
        this.model = model;
        this.responds = responds;
        this.passes = passes;
        flags = new NetworkFlags(model.normalisation().domain());
        deconvolved = model.spec().deconvolves() ? new DeconvolvedNetwork(model) : null;
    }

    /**
     * The same network, its analytic response to shear beside each answer.
     *
     * @throws ConfigException where it has none
     */
    NetworkEstimator responding() {
        if (deconvolved == null) {
            throw new ConfigException("the network '" + label + "' has no analytic response: calibrate: analytic is for"
                    + " networks of moments before the PSF, such as 'survey'; metacal: true calibrates any");
        }
        return new NetworkEstimator(label, model, true, passes);
    }

    /**
     * The same network on several exposures of an object.
     *
     * @throws ConfigException where it sees the pixels of one stamp
     */
    ExposureEstimator exposures() {
        if (deconvolved == null) {
            throw new ConfigException(
                    "the network '" + label + "' sees the pixels of one stamp, and has no answer to several"
                            + " exposures of an object: they are for networks of moments before the PSF, such as 'survey'");
        }
        return new NetworkExposures(new DeconvolvedAnswers(deconvolved, responds), flags, fingerprint());
    }

    /**
     * The same network, asked that many times with other numbers dropped: its answer is the mean, and its error contains their scatter
     * (Gal and Ghahramani 2016, arXiv:1506.02142). What is dropped follows seed and identity of a stamp.
     *
     * @throws ConfigException where it was trained without dropout
     */
    NetworkEstimator dropping(int times) {
        if (deconvolved != null) {
            throw new ConfigException(
                    "the network '" + label + "' drops nothing when it measures: a network of moments before"
                            + " the PSF answers in double precision, with its response to shear; use an ensemble");
        }
        if (model.spec().dropout() == 0) {
            throw new ConfigException(
                    "the network '" + label + "' was trained without dropout, so every pass would say the"
                            + " same: give 'dropout' in the section 'network', and train it");
        }
        return new NetworkEstimator(label, model, responds, times);
    }

    /**
     * Checks that another member of an ensemble differs by its seed alone.
     *
     * @throws ConfigException where it is another network
     */
    void checkAlike(NetworkEstimator first) {
        if (!model.spec().toYaml().equals(first.model.spec().toYaml())
                || !model.stamp().equals(first.model.stamp())
                || !drawn(model).equals(drawn(first.model))) {
            throw new ConfigException("the ensemble '" + label
                    + "': one of its run folders holds another network than the first, or one of other galaxies");
        }
        if (this != first && Arrays.equals(model.weights(), first.model.weights())) {
            throw new ConfigException(
                    "the ensemble '" + label
                            + "': one of its run folders holds the first network again; members are trained with seeds of their own");
        }
    }

    /** What draws the stamps that a network was trained on. */
    private static String drawn(Model model) {
        YamlNode root = YamlReader.parse("scene", model.scene());
        return Stream.of("gal", "psf", "image", "input", "stamp")
                .filter(root::has)
                .map(section -> section + ": " + root.get(section).toYaml())
                .collect(Collectors.joining());
    }

    /**
     * Loads a network.
     *
     * @throws BadDataException where the file is missing, foreign, damaged or altered
     */
    public static NetworkEstimator load(String label, Path modelFile) {
        return new NetworkEstimator(label, ModelFile.read(modelFile), false, 0);
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
            return new NetworkEstimator(label, shipped(network), false, 0);
        }
        throw new BadDataException(file + ": no trained network there, and none is shipped as '" + network
                + "' (shipped: " + String.join(", ", SHIPPED) + ")");
    }

    private static Model shipped(String name) {
        try (InputStream in = Model.class.getResourceAsStream("/org/shearnet/networks/" + name + ".zip")) {
            return ModelFile.read("the shipped network '" + name + "'", in);
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped network '" + name + "': " + e.getMessage(), e);
        }
    }

    /**
     * What of these stamps lies beyond the network's training, in words; empty where nothing does. Looks at the first
     * stamps only; stamp by stamp the flag BEYOND_TRAINING tells.
     */
    public List<String> beyondTraining(Stamps stamps) {
        Looker looker = new Looker(model.stamp(), new Shape(stamps.psfNy(), stamps.psfNx(), 1));
        int looked = Math.min(stamps.count(), LOOKED_AT);
        Map<String, NetworkFlags.Beyond> first = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < looked && isForNetwork(stamps); i++) {
            if (NetworkFlags.badPixels(stamps, stamps.images()[i], i) == 0) {
                Look look = looker.look(stamps.images()[i], stamps.psf(i), stamps.noiseSigma()[i]);
                for (NetworkFlags.Beyond beyond : flags.beyond(look)) {
                    first.putIfAbsent(beyond.what(), beyond);
                    counts.merge(beyond.what(), 1, Integer::sum);
                }
            }
        }
        return first.values().stream()
                .map(b -> b + ", in " + counts.get(b.what()) + " of " + looked + " stamps looked at")
                .toList();
    }

    @Override
    public PsfSampling psfSampling() {
        return deconvolved == null ? PsfSampling.POINTS : PsfSampling.BAND_LIMITED;
    }

    @Override
    public String label() {
        return label;
    }

    /** The model behind the predictions. */
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
        return new java.util.TreeMap<>(model.provenance()) + " " + Arrays.hashCode(model.weights())
                + (responds ? " with its response" : "")
                + (passes > 0 ? " in " + passes + " passes" : "");
    }

    @Override
    public Map<Integer, String> flagNames() {
        return StampFlag.names(StampFlag.Setter.NETWORK);
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        if (deconvolved != null) {
            requirePsf(stamps);
            return new DeconvolvedEstimates(new DeconvolvedAnswers(deconvolved, responds), flags)
                    .estimate(stamps, (pixels, i) -> NetworkFlags.badPixels(stamps, pixels, i), threads, done);
        }
        ShapeEstimate[] estimates = predictions(stamps, threads);
        for (int i = 0; i < estimates.length; i++) {
            if (estimates[i].flags() != 0) {
                // what the network would have said, where that is something
                estimates[i] = ShapeEstimate.failed(
                        estimates[i].flags(), Double.isFinite(estimates[i].g1()) ? estimates[i] : null);
            }
        }
        done.accept(estimates.length);
        return estimates;
    }

    /** The estimates, numbers kept where there are any although a flag is set. */
    ShapeEstimate[] predictions(Stamps stamps, int threads) {
        if (deconvolved != null) {
            ShapeEstimate[] all = estimate(stamps, threads, n -> {});
            Arrays.setAll(all, i -> all[i].orLast());
            return all;
        }
        if (!isForNetwork(stamps)) {
            throw new BadDataException("stamps of " + stamps.ny() + " x " + stamps.nx() + " pixels; the network '"
                    + label + "' was trained on " + model.stamp().height() + " x "
                    + model.stamp().width());
        }
        requirePsf(stamps);
        MixtureModel profile = profile();
        FilledStamps filled = FilledStamps.of(stamps, profile, null, threads);
        int[] bad = new int[stamps.count()];
        double[] blank = new double[stamps.nx() * stamps.ny()];
        double[] blankPsf = new double[stamps.psfNx() * stamps.psfNy()];
        Predictor.Prediction[][] predictions;
        try (Predictor predictor = model.predictor(threads)) {
            predictions = predictor.predictForeign(
                    stamps.count(),
                    new Shape(stamps.psfNy(), stamps.psfNx(), 1),
                    stamps.pixelScale(),
                    (i, receiver) -> {
                        bad[i] = filled.unfilled()[i]
                                ? NetworkFlags.MASKED
                                : NetworkFlags.badPixels(stamps, filled.images()[i], i);
                        if (bad[i] == 0) {
                            receiver.take(filled.images()[i], stamps.psf(i), stamps.noiseSigma()[i]);
                        } else {
                            receiver.take(blank, stamps.psfs() == null ? null : blankPsf, 1);
                        }
                    },
                    passes == 0 ? null : new Predictor.Drops(passes, stamps.seed(), stamps.ids()));
        }
        ShapeEstimate[] estimates = new ShapeEstimate[stamps.count()];
        for (int i = 0; i < estimates.length; i++) {
            ShapeEstimate inPixels = bad[i] == 0 ? estimate(predictions, i, stamps) : ShapeEstimate.failed(bad[i]);
            estimates[i] = Double.isFinite(inPixels.g1()) ? SkyFrame.of(inPixels, stamps, i) : inPixels;
        }
        return estimates;
    }

    private void requirePsf(Stamps stamps) {
        if (model.spec().takesPsf() && stamps.psfs() == null) {
            throw new BadDataException("the network '" + label + "' needs the PSF: a PSF HDU in the stamps file");
        }
    }

    private boolean isForNetwork(Stamps stamps) {
        return deconvolved == null
                && stamps.nx() == model.stamp().width()
                && stamps.ny() == model.stamp().height();
    }

    /** The estimate of stamp i from all passes. */
    private ShapeEstimate estimate(Predictor.Prediction[][] predictions, int i, Stamps stamps) {
        if (passes == 0) {
            return estimate(predictions[0][i], stamps);
        }
        int labels = model.outputs().size();
        double[] means = new double[labels];
        double[] errors = new double[labels];
        double[] scatter = new double[labels];
        for (int k = 0; k < labels; k++) {
            int label = k;
            double[] values = Arrays.stream(predictions)
                    .mapToDouble(pass -> pass[i].labels()[label])
                    .toArray();
            double variance = Math.max(0, Blend.covariance(values, values));
            double own = predictions[0][i].errors() == null
                    ? 0
                    : Arrays.stream(predictions)
                            .mapToDouble(pass -> pass[i].errors()[label] * pass[i].errors()[label])
                            .average()
                            .orElseThrow();
            means[k] = Blend.mean(values);
            scatter[k] = Math.sqrt(variance);
            errors[k] = Math.sqrt(own + variance);
        }
        ShapeEstimate mean = estimate(
                new Predictor.Prediction(means, errors, predictions[0][i].moments(), predictions[0][i].look()), stamps);
        return Double.isFinite(mean.g1())
                ? mean.withSpread(new ShapeEstimate.Spread(value(scatter, Label.G1), value(scatter, Label.G2)))
                : mean;
    }

    private ShapeEstimate estimate(Predictor.Prediction prediction, Stamps stamps) {
        double g1 = value(prediction.labels(), Label.G1);
        double g2 = value(prediction.labels(), Label.G2);
        if (!Double.isFinite(g1) || !Double.isFinite(g2)) {
            return ShapeEstimate.failed(NetworkFlags.NOT_FINITE);
        }
        if (Math.hypot(g1, g2) >= 1) {
            return ShapeEstimate.failed(NetworkFlags.OUT_OF_RANGE);
        }
        double sigma = value(prediction.labels(), Label.SIGMA);
        double size = ShapeEstimate.sizeOf(sigma, g1, g2);
        double[] errors = prediction.errors();
        double no = Double.NaN;
        Predictor.Moments moments = prediction.moments();
        boolean placed = moments != null && moments.ok();
        ShapeEstimate.Shape shape = new ShapeEstimate.Shape(
                g1,
                g2,
                errors == null ? no : value(errors, Label.G1),
                errors == null ? no : value(errors, Label.G2),
                no);
        Light light = new Light(
                size,
                errors == null ? no : 2 * size * value(errors, Label.SIGMA) / sigma, // at the given shape
                value(prediction.labels(), Label.FLUX),
                errors == null ? no : value(errors, Label.FLUX),
                moments == null ? no : moments.s2n());
        int imprecise = moments != null && errors != null && imprecise(prediction) ? NetworkFlags.IMPRECISE : 0;
        ShapeEstimate estimate = ShapeEstimate.of(shape, light).withFlags(flags.of(prediction.look()) | imprecise);
        if (placed) {
            estimate = estimate.at(0.5 * (stamps.ny() - 1) + moments.y(), 0.5 * (stamps.nx() - 1) + moments.x());
        }
        double pixelArea = stamps.pixelScale() * stamps.pixelScale();
        return moments == null
                ? estimate
                : estimate.withPsf(new PsfShape(moments.psfG1(), moments.psfG2(), moments.psfSize() * pixelArea));
    }

    /** Whether the network itself expects to be off by many times the noise. */
    private boolean imprecise(Predictor.Prediction prediction) {
        Predictor.Moments moments = prediction.moments();
        return value(prediction.errors(), Label.G1) > IMPRECISE_ERRORS * moments.g1Err()
                || value(prediction.errors(), Label.G2) > IMPRECISE_ERRORS * moments.g2Err();
    }

    private double value(double[] prediction, Label wanted) {
        int at = model.outputs().indexOf(wanted);
        return at < 0 ? Double.NaN : prediction[at];
    }
}
