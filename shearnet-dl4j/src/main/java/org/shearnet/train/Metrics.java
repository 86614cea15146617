package org.shearnet.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an epoch came to; a row of {@code metrics.csv}.
 *
 * @param epoch from 1
 * @param learningRate at the epoch's last step
 * @param loss mean over the epoch's training stamps, in units of the labels' scatter
 * @param validationLoss of the averaged weights on the held-out stamps
 * @param shearRmse root mean square error of g1 and g2 together, held-out stamps
 * @param shearRmseByNoise the same in quarters of the logarithmic noise range, lowest noise first
 * @param zeroRmse root mean square of the held-out g1 and g2: the error of answering zero
 * @param gradientNorm mean before clipping
 * @param best whether no epoch before had a lower shear error
 * @param extra what only some trainings tell, by column
 * @param residentMib memory of the process that is in RAM (MiB); NaN where the system does not tell
 */
public record Metrics(
        int epoch,
        double learningRate,
        double loss,
        double validationLoss,
        double shearRmse,
        List<Double> shearRmseByNoise,
        double zeroRmse,
        double gradientNorm,
        boolean best,
        Map<String, Double> extra,
        double seconds,
        double stampsPerSecond,
        double residentMib) {

    /** Quarters of the noise range that are reported apart. */
    public static final int NOISE_BINS = 4;

    private static final String NUMBERS =
            "epoch,learning_rate,loss,validation_loss,shear_rmse,shear_rmse_noise_q1,shear_rmse_noise_q2,"
                    + "shear_rmse_noise_q3,shear_rmse_noise_q4,zero_rmse,gradient_norm,best";

    private static final String EXPENSES = "seconds,stamps_per_second,resident_mib";

    public Metrics {
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
        shearRmseByNoise = List.copyOf(shearRmseByNoise);
    }

    String header() {
        List<String> columns = new ArrayList<>();
        columns.add(NUMBERS);
        columns.addAll(extra.keySet());
        columns.add(EXPENSES);
        return String.join(",", columns);
    }

    String row() {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(epoch));
        for (double x : new double[] {learningRate, loss, validationLoss, shearRmse}) {
            cells.add(number(x));
        }
        shearRmseByNoise.forEach(x -> cells.add(number(x)));
        cells.add(number(zeroRmse));
        cells.add(number(gradientNorm));
        cells.add(best ? "1" : "0");
        extra.values().forEach(x -> cells.add(number(x)));
        cells.add(String.format(Locale.ROOT, "%.2f", seconds));
        cells.add(String.format(Locale.ROOT, "%.0f", stampsPerSecond));
        cells.add(Double.isNaN(residentMib) ? "" : String.format(Locale.ROOT, "%.0f", residentMib));
        return String.join(",", cells);
    }

    private static String number(double x) {
        return String.format(Locale.ROOT, "%.8g", x);
    }
}
