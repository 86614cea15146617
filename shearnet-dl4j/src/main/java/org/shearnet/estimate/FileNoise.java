package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.noise.BorderCorrelation;
import org.shearnet.galaxysim.noise.BorderNoise;
import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.parallel.Workers;

/**
 * The noise of a file's stamps: what a user says, or the file, and where neither does what the stamps' borders show
 * ({@link BorderNoise}). How neighbouring pixels are correlated only the borders say.
 */
public final class FileNoise {

    /** As many stamps tell the correlation. */
    private static final int MOST_CORRELATED = 2000;

    /** As many tell whether there is one. */
    private static final int MOST_LOOKED_AT = 10;

    /** A border's level beyond so many sigma is a sky, or a galaxy everywhere. */
    private static final double SKY = 1;

    /**
     * What a user says of the noise, over what the file says.
     *
     * @param sigma standard deviation of a pixel (counts); null where it is not said
     * @param border whether it is measured from the borders, whatever the file says
     * @param correlated whether correlations between pixels are measured from the borders
     * @param needed whether stamps of unknown noise are of no use
     */
    public record Options(Double sigma, boolean border, boolean correlated, boolean needed) {
        public Options {
            if (sigma != null && (border || !(sigma > 0))) {
                throw new IllegalArgumentException("noise of sigma " + sigma + (border ? ", and of the border" : ""));
            }
        }
    }

    private final StampReader reader;
    private final Options options;
    private final double[] measured;
    private final Map<BorderNoise.Status, Integer> found = new EnumMap<>(BorderNoise.Status.class);
    private final double[] levels;
    private final NoiseCorrelation correlation;
    private final List<String> notes = new ArrayList<>();

    /**
     * Looks at a file.
     *
     * @param file the name that complaints carry
     * @throws BadDataException where a needed noise level is nowhere to be found
     */
    FileNoise(StampReader reader, String file, Options options) {
        this.reader = reader;
        this.options = options;
        boolean[] wanted = wanted(file);
        boolean any = false;
        for (boolean one : wanted) {
            any |= one;
        }
        measured = new double[any ? wanted.length : 0];
        levels = new double[measured.length];
        Arrays.fill(measured, Double.NaN);
        Arrays.fill(levels, Double.NaN);
        BorderCorrelation pairs = look(wanted);
        if (any) {
            summarise(file);
        }
        correlation = options.correlated() ? correlation(pairs, file) : null;
        if (!options.correlated() && pairs.isPlain()) {
            NoiseCorrelation mean = pairs.mean();
            notes.add(String.format(
                    Locale.ROOT,
                    "warning: the noise of neighbouring pixels is correlated (by %.2f along x, %.2f along y), and errors"
                            + " take it for white; pgauss, ksigma, fpfs and networks with --calibrate analytic count it with --noise-correlation border",
                    mean.at(1, 0),
                    mean.at(0, 1)));
        }
    }

    /** Of which stamps the border has to tell the noise. */
    private boolean[] wanted(String file) {
        boolean[] wanted = new boolean[reader.count()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = options.border();
            if (!options.border() && options.needed() && options.sigma() == null && !reader.hasWeight()) {
                double sigma = reader.noiseSigma(i);
                if (sigma == 0) {
                    throw new BadDataException(
                            file + ": IMAGE: NOISESIG is 0, stamps without noise: give --noise-sigma, the noise"
                                    + " that errors are to stand for, say a thousandth of the peak");
                }
                wanted[i] = Double.isNaN(sigma);
            }
        }
        return wanted;
    }

    /** Measures the borders that are wanted, and those that tell the correlation. */
    private BorderCorrelation look(boolean[] wanted) {
        int most = options.correlated() ? MOST_CORRELATED : options.needed() ? MOST_LOOKED_AT : 0;
        int step = most == 0 ? Integer.MAX_VALUE : Math.max(1, (reader.count() + most - 1) / most);
        BorderNoise border = new BorderNoise(reader.nx(), reader.ny());
        BorderCorrelation pairs =
                new BorderCorrelation(reader.nx(), reader.ny(), options.correlated() ? BorderCorrelation.REACH : 1);
        double[] image = new double[reader.nx() * reader.ny()];
        double[] weight = reader.hasWeight() || reader.hasMask() ? new double[image.length] : null;
        for (int i = 0; i < wanted.length; i++) {
            boolean tells = most > 0 && i % step == 0;
            if (!wanted[i] && !tells) {
                continue;
            }
            Workers.checkInterrupted();
            reader.image(i, image);
            if (weight != null) {
                reader.weight(i, Double.NaN, weight);
            }
            AbsurdPixels.mark(image, weight, Double.NaN);
            BorderNoise.Result result = border.measure(image, weight);
            if (wanted[i]) {
                measured[i] = result.sigma();
                levels[i] = result.level() / result.sigma();
                found.merge(result.status(), 1, Integer::sum);
            }
            if (tells && result.status() == BorderNoise.Status.NOISE) {
                pairs.add(border, result.sigma());
            }
        }
        return pairs;
    }

    private void summarise(String file) {
        int good = found.getOrDefault(BorderNoise.Status.NOISE, 0);
        String others = found.entrySet().stream()
                .filter(e -> e.getKey() != BorderNoise.Status.NOISE)
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        if (good == 0) {
            throw new BadDataException(file + ": "
                    + (options.border() ? "" : "no WEIGHT (or VAR, RMS) and no NOISESIG in IMAGE, and ")
                    + "no stamp's border shows noise (" + others + "); give --noise-sigma");
        }
        double[] sorted = sorted(measured);
        notes.add(String.format(
                Locale.ROOT,
                "noise measured from the borders: median sigma %.4g counts, %.4g to %.4g for nine in ten of %d stamps",
                middle(sorted, 0.5),
                middle(sorted, 0.05),
                middle(sorted, 0.95),
                good));
        if (!others.isEmpty()) {
            notes.add("noise not measured where the border is no noise, which is flagged: " + others);
        }
        double level = middle(sorted(levels), 0.5);
        if (Math.abs(level) > SKY) {
            notes.add(String.format(
                    Locale.ROOT,
                    "warning: borders lie %.3g sigma %s 0: is a sky left in? It is not taken off",
                    Math.abs(level),
                    level > 0 ? "above" : "below"));
        }
    }

    private static double[] sorted(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    }

    private static double middle(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private NoiseCorrelation correlation(BorderCorrelation pairs, String file) {
        if (pairs.count() == 0) {
            throw new BadDataException(
                    file + ": --noise-correlation border: no stamp's border shows noise; leave it out");
        }
        NoiseCorrelation mean = pairs.mean();
        notes.add(String.format(
                Locale.ROOT,
                "noise correlation measured from the borders of %d stamps: %.3f along x, %.3f along y, power at the origin"
                        + " %.3g times that of white noise",
                pairs.count(),
                mean.at(1, 0),
                mean.at(0, 1),
                mean.power(0, 0)));
        return mean;
    }

    /** Standard deviation of a stamp's pixels where it is said or measured (counts); NaN where it is not known. */
    double sigma(int i) {
        if (options.sigma() != null) {
            return options.sigma();
        }
        boolean own = options.border() || options.needed() && !reader.hasWeight() && Double.isNaN(reader.noiseSigma(i));
        return own ? measured[i] : reader.noiseSigma(i);
    }

    /** Whether {@link #sigma} stands above the file's weights. */
    boolean overridesWeights() {
        return options.sigma() != null || options.border();
    }

    /** Whether a stamp of unknown noise is of no use, and its noise is unknown. */
    boolean isMissing(int i) {
        boolean weights = reader.hasWeight() && !overridesWeights();
        return options.needed() && !weights && Double.isNaN(sigma(i));
    }

    /** How neighbouring pixels are correlated; null where nobody asked. */
    NoiseCorrelation correlation() {
        return correlation;
    }

    /** What a user should know of it, one line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Where the noise is known from, as the catalogue's card NOISEFRM says it. */
    public String source() {
        if (options.sigma() != null) {
            return options.sigma().toString();
        }
        if (options.border()) {
            return "border";
        }
        if (reader.hasWeight()) {
            return "weights";
        }
        int unknown = 0;
        for (int i = 0; i < reader.count(); i++) {
            unknown += Double.isNaN(reader.noiseSigma(i)) ? 1 : 0;
        }
        String measuredOr = options.needed() ? "border" : "none";
        return unknown == 0 ? "NOISESIG" : unknown == reader.count() ? measuredOr : "NOISESIG, " + measuredOr;
    }
}
