package org.shearnet.galaxysim.scene;

import java.util.List;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * The {@code stamp} section: what becomes of a galaxy before it is drawn.
 *
 * <p>{@code type: Ring} is GalSim's: {@code num} stamps show one galaxy, turned by equal parts of {@code full_rotation} (180
 * degrees unless given); the transformations of the section (shear, shift ...) follow after the turn. {@code pairs: true}, an
 * option of this project, draws every stamp twice, first under the section's shear, then under its opposite, with the same
 * noise. {@code reject} names galaxies that are drawn anew, as in {@code reject: [sigma < 0.14, g > 0.9]}.
 */
final class StampPlan {

    private static final int MOST_IN_RING = 10_000;

    private final PixelResponse pixel;
    private final int members;
    private final int copies;
    private final double turn;
    private final Profiles.Step transformation;
    private final Drawn<double[]> offset;
    private final List<Rejection> rejections;

    /**
     * @param node the section, or null
     */
    StampPlan(YamlNode node, Profiles profiles, Values values) {
        if (node == null) {
            pixel = PixelResponse.CONVOLVE;
            members = 1;
            copies = 1;
            turn = 0;
            transformation = (p, d) -> p;
            offset = null;
            rejections = List.of();
            return;
        }
        String method = node.has("draw_method") ? node.get("draw_method").oneOf("auto", "fft", "no_pixel") : "auto";
        pixel = method.equals("no_pixel") ? PixelResponse.INCLUDED : PixelResponse.CONVOLVE;
        boolean ring =
                node.has("type") && node.get("type").oneOf("Basic", "Ring").equals("Ring");
        members = ring ? node.get("num").count(1, MOST_IN_RING) : 1;
        boolean pairs = node.has("pairs") && node.get("pairs").bool();
        copies = pairs ? 2 : 1;
        if (pairs && !node.has("shear")) {
            throw node.get("pairs")
                    .error("pairs need a shear in this section: each is drawn under it and its opposite");
        }
        double full = Math.PI;
        if (ring && node.has("full_rotation")) {
            Drawn<Double> angle = values.angle(node.get("full_rotation"));
            if (!angle.isConstant()) {
                throw node.get("full_rotation").error("one angle for all rings, please");
            }
            full = angle.draw(null);
        }
        turn = full / members;
        transformation = ring || pairs ? profiles.transformation(node) : (p, d) -> p;
        offset = node.has("offset") ? values.position(node.get("offset")) : null;
        YamlNode reject = node.find("reject");
        rejections = reject == null
                ? List.of()
                : (reject.isList() ? reject.items() : List.of(reject))
                        .stream().map(Rejection::parse).toList();
        node.rejectUnknown();
    }

    PixelResponse pixel() {
        return pixel;
    }

    /** Stamps that show one galaxy. */
    int stampsPerGalaxy() {
        return members * copies;
    }

    boolean isPlain() {
        return stampsPerGalaxy() == 1;
    }

    /** Stamps with the same noise and PSF: 2 for pairs. */
    int copies() {
        return copies;
    }

    /** Ring that a stamp belongs to. */
    long ring(long index) {
        return index / stampsPerGalaxy();
    }

    /** Number within the ring. */
    int member(long index) {
        return (int) (index / copies % members);
    }

    /** -1 for the second of a pair. */
    int sign(long index) {
        return index % copies == 0 ? 1 : -1;
    }

    List<Rejection> rejections() {
        return rejections;
    }

    /** The galaxy as a stamp shows it. */
    LightProfile apply(LightProfile galaxy, long index, Draw draw, double pixelScale) {
        int member = member(index);
        LightProfile turned = member == 0 ? galaxy : galaxy.rotate(member * turn);
        LightProfile out = transformation.apply(turned, draw);
        if (offset == null) {
            return out;
        }
        double[] xy = offset.draw(draw);
        return out.shift(xy[0] * pixelScale, xy[1] * pixelScale);
    }
}
