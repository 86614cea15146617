package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * What stands under {@code calibrate} of an estimator: a word, or one of each kind in a list.
 *
 * @param analytic whether each answer brings its analytic response to shear
 * @param errors how its error bars are calibrated; null where they are left as they are
 */
record Calibrations(boolean analytic, ErrorCalibration errors) {

    static final String KEY = "calibrate";

    static final String HELP =
            "analytic, each answer with its response to shear, for networks of moments before the PSF and fpfs; scale or conformal,"
                    + " its error bars by validation galaxies of the scene, for benchmarks; or [analytic, scale]";

    private static final String ANALYTIC = "analytic";

    /** Reads the key of an estimator's section. */
    static Calibrations parse(YamlNode section) {
        YamlNode value = section.find(KEY);
        if (value == null) {
            return new Calibrations(false, null);
        }
        List<String> words = new ArrayList<>(List.of(ANALYTIC));
        for (ErrorCalibration calibration : ErrorCalibration.values()) {
            words.add(calibration.key());
        }
        boolean analytic = false;
        ErrorCalibration errors = null;
        for (YamlNode item : value.isList() ? value.items() : List.of(value)) {
            String word = item.oneOf(words);
            if (word.equals(ANALYTIC) ? analytic : errors != null) {
                throw item.error("'" + word
                        + "' is one calibration too many: give at most analytic, and one of scale and conformal");
            }
            analytic |= word.equals(ANALYTIC);
            errors = word.equals(ANALYTIC) ? errors : ErrorCalibration.of(word);
        }
        return new Calibrations(analytic, errors);
    }
}
