package org.shearnet.net;

import java.util.List;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;

/** The architectures that a configuration can name. A new one is a class and a line here. */
public final class Architectures {

    /** Keys that every architecture takes. */
    private static final Keys COMMON = Keys.none()
            .may("outputs", "what it predicts: g1, g2, sigma, half_light_radius, flux")
            .may("dense", "widths of the hidden fully connected layers")
            .may("activation", "after every hidden layer")
            .may("inputs", "beside the stamp: log_noise, log_flux, moments; none")
            .may("image_scale", "how stamps are normalised: none, zscore, flux; zscore")
            .may("label_scale", "in which units it predicts: none, zscore; zscore")
            .may("errors", "whether it predicts their variances, too; false")
            .may(
                    "dropout",
                    "share p of the numbers behind each hidden fully connected layer that a training drops, the others over"
                            + " 1 - p; 0");

    /** Each with its knobs. */
    public static final Vocabulary<Void, Architecture> WORDS = Vocabulary.<Void, Architecture>of(
                    "Architectures", "`network.architecture`")
            .under("architecture")
            .register("mlp", "fully connected layers on the pixels", Mlp.KEYS, Mlp::parse)
            .register("enhanced", "EnhancedGalaxyNN: convolution and pooling, twice", Enhanced.KEYS, Enhanced::parse)
            .register("resnet", "residual blocks of two convolutions", ResNet.KEYS, ResNet::parse)
            .register("dilated", "dilated convolutions without pooling", Dilated.KEYS, Dilated::plain)
            .register("skip", "the same with residual connections", Dilated.KEYS, Dilated::skip)
            .register(
                    "multiscale", "parallel dilations under block attention, twice", Multiscale.KEYS, Multiscale::parse)
            .register("unet", "encoder, decoder and second moments of its maps", UNet.KEYS, UNet::parse)
            .register("fork", "`enhanced` on the stamp and on the PSF image", Fork.KEYS, Fork::plain)
            .register("d4", "`fork` averaged over the eight symmetries of the stamp", Fork.KEYS, Fork::d4)
            .register(
                    "moment-residual",
                    "corrections to adaptive moments; with channels, from stamp and PSF, too",
                    MomentResidual.KEYS,
                    MomentResidual::parse)
            .register(
                    "deconvolved-moments",
                    "a smooth function of moments before the PSF, whose response to shear is known",
                    DeconvolvedMoments.KEYS,
                    DeconvolvedMoments::parse)
            .withCommon("every architecture", COMMON, "");

    private Architectures() {}

    /** Names in the order of the documentation. */
    public static List<String> names() {
        return WORDS.names();
    }
}
