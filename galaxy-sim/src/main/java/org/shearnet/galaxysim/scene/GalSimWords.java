package org.shearnet.galaxysim.scene;

import java.util.Map;
import java.util.Set;
import org.shearnet.galaxysim.yaml.Vocabulary;

/** What GalSim's configuration has and is refused here by name. */
final class GalSimWords {

    /** Refused types, and refused keys with the reason. */
    static final Vocabulary.Refusals REFUSED = new Vocabulary.Refusals(
            "GalSim",
            Set.of(
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
                    "RaDec"),
            Map.ofEntries(
                    Map.entry(
                            "gsparams", "GalSim's accuracies; this renderer keeps its own, finer ones: leave them out"),
                    Map.entry("rng_num", "one random seed serves all values here"),
                    Map.entry("max_extra_noise", "photons here carry their own noise and no more: leave it out"),
                    Map.entry("modules", "Python modules are not loaded"),
                    Map.entry("power_spectrum", "GalSim's PowerSpectrumShear is not supported here"),
                    Map.entry("nfw_halo", "GalSim's NFWHaloShear is not supported here"),
                    Map.entry("cosmos_catalog", "GalSim's COSMOSGalaxy is not supported here"),
                    Map.entry("real_catalog", "GalSim's RealGalaxy is not supported here"),
                    Map.entry("whiten", "noise is not whitened here"),
                    Map.entry("symmetrize", "noise is not symmetrised here")));

    private GalSimWords() {}

    /** A vocabulary of GalSim's words: what GalSim has beyond them is refused by name. */
    static <C, T> Vocabulary<C, T> vocabulary(String title, String about) {
        return Vocabulary.<C, T>of(title, about).refusing(REFUSED);
    }
}
