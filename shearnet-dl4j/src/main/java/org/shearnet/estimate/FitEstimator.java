package org.shearnet.estimate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.fit.ExactOptions;
import org.shearnet.ngmix.fit.FitOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.Fitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Maximum-likelihood fit of a PSF-convolved galaxy model: {@code ngmix}. */
final class FitEstimator extends PerStampEstimator {

    static final Keys KEYS = Keys.none()
            .may("model", "of the galaxy: gauss, exp, dev, bdf, ...; gauss")
            .may("psf_model", "of the PSF: gauss, coellip3, em3, ..., or image, the PSF itself; gauss")
            .may("prior", NamedPriors.HELP);

    private final FitOptions options;

    FitEstimator(String label, FitOptions options) {
        super(label);
        this.options = options;
    }

    @Override
    Measurer measurer() {
        Fitter fitter = options.fitter();
        ObservationMaker maker = new ObservationMaker(options.needsPsfOnSamePixels());
        return (stamps, i) -> {
            Observation observation = maker.of(stamps, i);
            FitResult fit = fitter.fit(observation);
            GMix psf = observation.psf().map(fitter::psfMixture).orElse(null);
            return estimate(fit, options, observation.jacobian(), psf);
        };
    }

    /** A fit as an estimate; where it is flagged, its last parameters are kept apart. The PSF may be null. */
    static ShapeEstimate estimate(FitResult fit, FitOptions options, Jacobian toSky, GMix psf) {
        boolean known = Double.isFinite(fit.g1()) && Double.isFinite(fit.g2());
        if (!fit.isGood()) {
            return ShapeEstimate.failed(fit.flags(), known ? numbers(fit, options, toSky, psf) : null);
        }
        return numbers(fit, options, toSky, psf);
    }

    private static ShapeEstimate numbers(FitResult fit, FitOptions options, Jacobian toSky, GMix psf) {
        int bulge = options.model().parameterNames().indexOf("fracdev");
        FitDetails details = new FitDetails(
                fit.chi2PerDof(), bulge < 0 ? Double.NaN : fit.parameters()[bulge], options.scaleErrors());
        ShapeEstimate estimate = ShapeEstimate.of(
                        new Shape(fit.g1(), fit.g2(), fit.g1Error(), fit.g2Error(), fit.g12Covariance()),
                        new Light(fit.t(), fit.tError(), fit.flux(), fit.fluxError(), fit.s2n()))
                .withFlags(fit.flags())
                .at(toSky.row(fit.v(), fit.u()), toSky.col(fit.v(), fit.u()))
                .withDetails(details);
        return psf == null ? estimate : estimate.withPsf(new PsfShape(psf.g()[0], psf.g()[1], psf.t()));
    }

    /**
     * The knobs of a fit.
     *
     * @param model of the galaxy
     * @param psfModel of the PSF; null for its own image
     */
    record Method(GalaxyModel model, PsfModel psfModel, String priorName) implements EstimatorMethod {

        static Method parse(YamlNode section, Void nothing) {
            Method method = new Method(FitWords.galaxy(section), FitWords.psf(section), NamedPriors.name(section));
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
                    .withPrior(NamedPriors.of(priorName));
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
        public Psf psf() {
            return Psf.NEEDED_UNLESS_TOLD;
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
            cards.put("PRIOR", priorName);
            return cards;
        }
    }
}
