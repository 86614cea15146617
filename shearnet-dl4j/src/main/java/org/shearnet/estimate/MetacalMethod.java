package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.metacal.MetacalOptions;

/** The knobs: those of the fit that is metacalibrated. */
record MetacalMethod(FitMethod fit) implements EstimatorMethod {

    static MetacalMethod parse(YamlNode section, Void nothing) {
        FitMethod fit = FitMethod.parse(section, null);
        if (fit.psfModel() == null) {
            throw section.get("psf_model").error("metacal brings a PSF of its own: psf model image is for ngmix");
        }
        return new MetacalMethod(fit);
    }

    @Override
    public String label() {
        return "metacal-" + fit.name();
    }

    @Override
    public MetacalOptions ownMetacal() {
        return MetacalOptions.defaults();
    }

    @Override
    public ShearEstimator make(String label, Networks networks) {
        return metacalibrated(label, ownMetacal(), networks);
    }

    @Override
    public ShearEstimator metacalibrated(String label, MetacalOptions options, Networks networks) {
        return fit.metacalibrated(label, options, networks);
    }

    @Override
    public ExposureEstimator metacalibratedExposures(MetacalOptions metacal, long seed) {
        return fit.metacalibratedExposures(metacal, seed);
    }

    @Override
    public boolean fitsBulge() {
        return fit.fitsBulge();
    }

    @Override
    public Map<String, String> cards() {
        return fit.cards();
    }
}
