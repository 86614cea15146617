package org.shearnet.galaxysim.render;

import java.util.List;

/** How an image is drawn, chosen once for nearly equal images, so that their differences are those of the images. */
public final class DrawPlan {

    private final StampGrid grid;
    private final List<Band> bands;

    DrawPlan(StampGrid grid, List<Band> bands) {
        this.grid = grid;
        this.bands = List.copyOf(bands);
    }

    /** {@return the pixels that it is for} */
    public StampGrid grid() {
        return grid;
    }

    List<Band> bands() {
        return bands;
    }
}
