package org.shearnet.galaxysim.render;

/**
 * A part of the plane of wave numbers that is drawn on a grid of its own, onto a part of the stamp.
 *
 * @param size points of the transform along one axis: its period in pixels
 * @param maxK largest wave number (rad/arcsec)
 * @param square whether the corners beyond the circle of maxK count too
 * @param pass the partition holds what the {@link Window} of this length passes (arcsec), 0: everything
 * @param stop and that of this length does not, infinite: nothing is taken off
 * @param left first column of the stamp that it is drawn onto
 * @param bottom first row
 * @param width columns
 * @param height rows
 */
record KPartition(
        int size, double maxK, boolean square, double pass, double stop, int left, int bottom, int width, int height) {}
