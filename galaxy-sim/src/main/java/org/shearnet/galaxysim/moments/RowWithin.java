package org.shearnet.galaxysim.moments;

/** The pixels of a row within an ellipse, zero beside it. */
final class RowWithin {
    final double[] values;
    private int start;
    private int end;

    RowWithin(int nx) {
        values = new double[nx];
    }

    /** Takes pixels from start to end; what was there before is cleared. */
    void load(double[] image, int offset, int newStart, int newEnd) {
        for (int i = start; i < Math.min(end, newStart); i++) {
            values[i] = 0;
        }
        for (int i = Math.max(start, newEnd); i < end; i++) {
            values[i] = 0;
        }
        if (newStart < newEnd) {
            System.arraycopy(image, offset + newStart, values, newStart, newEnd - newStart);
        }
        start = newStart;
        end = newEnd;
    }
}
