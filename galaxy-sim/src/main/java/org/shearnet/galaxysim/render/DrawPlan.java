package org.shearnet.galaxysim.render;

import java.util.List;

/** How an image is drawn, chosen once for nearly equal images, so that their differences are those of the images. */
public final class DrawPlan {

    private final StampGrid grid;
    private final List<KPartition> partitions;

    DrawPlan(StampGrid grid, List<KPartition> partitions) {
        this.grid = grid;
        this.partitions = List.copyOf(partitions);
    }

    /** {@return the pixels that it is for} */
    public StampGrid grid() {
        return grid;
    }

    List<KPartition> partitions() {
        return partitions;
    }
}
