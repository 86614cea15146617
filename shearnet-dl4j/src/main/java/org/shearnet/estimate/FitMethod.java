package org.shearnet.estimate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.fit.ExactOptions;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.metacal.MetacalOptions;

/**
 * The knobs of a fit.
 *
 * @param model of the galaxy
 * @param psfModel of the PSF; null for its own image
 * @param prior of the galaxy's parameters
 */
record FitMethod(GalaxyModel model, PsfModel psfModel, NamedPriors.Named prior) implements EstimatorMethod {

    static final Keys KEYS = Keys.none()
            .may("model", "of the galaxy: gauss, exp, dev, bdf, ...; gauss")
            .may("psf_model", "of the PSF: gauss, coellip3, em3, ..., or image, the PSF itself; gauss")
            .may("prior", NamedPriors.HELP);

    static FitMethod parse(YamlNode section, Void nothing) {
        FitMethod method = new FitMethod(FitWords.galaxy(section), FitWords.psf(section), NamedPriors.parse(section));
        try {
            method.options();
        } catch (IllegalArgumentException e) {
            throw section.get("psf_model").error(e.getMessage());
        }
        return method;
    }

    /** Those of a fit of mixtures; the PSF's own image counts as a Gaussian. */
    MixtureOptions mixtures() {
        return MixtureOptions.defaults()
                .withModel(model)
                .withPsfModel(psfModel == null ? PsfModel.GAUSS : psfModel)
                .withPrior(prior.prior());
    }

    FitOptions options() {
        return psfModel == null ? ExactOptions.of(mixtures()) : mixtures();
    }

    String name() {
        String psf = psfName();
        return FitWords.word(model) + (psf.equals("gauss") ? "" : "-" + psf);
    }

    private String psfName() {
        return psfModel == null ? FitWords.IMAGE : FitWords.word(psfModel);
    }

    @Override
    public String label() {
        return "ngmix-" + name();
    }

    @Override
    public ShearEstimator make(String label, Networks networks) {
        return new FitEstimator(label, options());
    }

    /** A fit of mixtures is metacalibrated in one: its target PSF is a mixture that is known. */
    @Override
    public ShearEstimator metacalibrated(String label, MetacalOptions metacal, Networks networks) {
        return psfModel == null
                ? new MetacalibratedEstimator(make(label, networks), metacal)
                : new MetacalEstimator(label, metacal, mixtures());
    }

    @Override
    public ExposureEstimator exposures(String label, Networks networks) {
        return new FitExposures(options());
    }

    @Override
    public ExposureEstimator blendedExposures() {
        return new BlendExposures(options());
    }

    @Override
    public Psf psf() {
        return Psf.NEEDED_UNLESS_TOLD;
    }

    @Override
    public ExposureEstimator metacalibratedExposures(MetacalOptions metacal, long seed) {
        return new MetacalExposures(metacal, options(), seed);
    }

    @Override
    public boolean fitsBulge() {
        return model instanceof BulgeDisk;
    }

    @Override
    public Map<String, String> cards() {
        Map<String, String> cards = new LinkedHashMap<>();
        cards.put("MODEL", FitWords.word(model));
        cards.put("PSFMODEL", psfName());
        cards.put("PRIOR", prior.name());
        return cards;
    }
}
