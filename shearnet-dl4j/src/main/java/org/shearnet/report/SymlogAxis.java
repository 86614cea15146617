package org.shearnet.report;

/**
 * Maps signed values onto an axis that is linear within a core and has one unit per decade outside, so that a narrow
 * and a twenty times wider distribution are both readable.
 *
 * @param core half width of the linear part, a power of ten
 */
record SymlogAxis(double core) {

    /** An axis whose core is the power of ten at or below a typical small value. */
    static SymlogAxis around(double small) {
        return new SymlogAxis(Math.pow(10, Math.floor(Math.log10(small))));
    }

    double position(double value) {
        double magnitude = Math.abs(value) / core;
        return Math.signum(value) * (magnitude <= 1 ? magnitude : 1 + Math.log10(magnitude));
    }

    double value(double position) {
        double magnitude = Math.abs(position);
        return Math.signum(position) * core * (magnitude <= 1 ? magnitude : Math.pow(10, magnitude - 1));
    }

    /** The label of a whole position; empty between them. */
    String label(double position) {
        long whole = Math.round(position);
        if (Math.abs(position - whole) > 1e-6) {
            return "";
        }
        if (whole == 0) {
            return "0";
        }
        int exponent = (int) Math.round(Math.log10(Math.abs(value(whole))));
        return (whole < 0 ? "−" : "") + Numbers.powerOfTen(exponent);
    }
}
