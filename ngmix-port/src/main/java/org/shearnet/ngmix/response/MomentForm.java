package org.shearnet.ngmix.response;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A real linear form of moments, Re sum c m_pq: a component of a moment, or how it changes when the image behind it is sheared or
 * its centre moved.
 *
 * <p>A small area-preserving shear gamma of the image about the centre takes F(kappa) to F(kappa + gamma conj(kappa)), so
 *
 * <p>d m_pq = -gamma [p m_(p-1,q+1) + s^2/2 m_(p,q+2)] - conj(gamma) [q m_(p+1,q-1) + s^2/2 m_(p+2,q)],
 *
 * <p>s the window's width; a centre moved along u changes it by (m_(p+1,q) + m_(p,q+1)) / 2, along v by -i (m_(p+1,q) -
 * m_(p,q+1)) / 2. Lengths in units of the scale.
 */
final class MomentForm {

    private record Term(int window, int p, int q, double re, double im) {}

    private final List<Term> terms;
    private final double[] widths;

    private MomentForm(List<Term> terms, double[] widths) {
        this.terms = terms;
        this.widths = widths;
    }

    /** Factor times the real part of a window's moment of a spin with q = 0. */
    static MomentForm real(double[] widths, int window, int spin, double factor) {
        return new MomentForm(List.of(new Term(window, spin, 0, factor, 0)), widths);
    }

    /** Factor times its imaginary part. */
    static MomentForm imaginary(double[] widths, int window, int spin, double factor) {
        return new MomentForm(List.of(new Term(window, spin, 0, 0, -factor)), widths);
    }

    MomentForm plus(MomentForm other) {
        List<Term> sum = new ArrayList<>(terms);
        sum.addAll(other.terms);
        return new MomentForm(List.copyOf(sum), widths);
    }

    /** Its derivative by a component of shear of the image: 0 for gamma1, 1 for gamma2. */
    MomentForm sheared(int component) {
        List<Term> out = new ArrayList<>();
        for (Term t : terms) {
            double half = 0.5 * widths[t.window] * widths[t.window];
            // gamma = 1 or i
            add(out, t, t.p - 1, t.q + 1, -t.p, component);
            add(out, t, t.p, t.q + 2, -half, component);
            add(out, t, t.p + 1, t.q - 1, -t.q, -component);
            add(out, t, t.p + 2, t.q, -half, -component);
        }
        return new MomentForm(List.copyOf(out), widths);
    }

    /** Its derivative by the centre: 0 along u, 1 along v. */
    MomentForm moved(int axis) {
        List<Term> out = new ArrayList<>();
        for (Term t : terms) {
            add(out, t, t.p + 1, t.q, 0.5, -axis);
            add(out, t, t.p, t.q + 1, 0.5, axis);
        }
        return new MomentForm(List.copyOf(out), widths);
    }

    /** Adds a term of c times a factor, times i, 1 or -i for turns of 1, 0 and -1. */
    private static void add(List<Term> out, Term t, int p, int q, double factor, int turns) {
        if (factor == 0) {
            return;
        }
        double re = turns == 0 ? t.re : -turns * t.im;
        double im = turns == 0 ? t.im : turns * t.re;
        out.add(new Term(t.window, p, q, factor * re, factor * im));
    }

    double of(MomentTable table) {
        double sum = 0;
        for (Term t : terms) {
            sum += t.re * table.re(t.window, t.p, t.q) - t.im * table.im(t.window, t.p, t.q);
        }
        return sum;
    }

    /** Covariance of two forms of a noise; zero between even and odd orders. */
    static CovarianceForm covariance(MomentForm a, MomentForm b) {
        SortedMap<Integer, Double> factors = new TreeMap<>();
        for (Term s : a.terms) {
            for (Term t : b.terms) {
                int phase = s.p + s.q - t.p - t.q;
                if ((phase & 1) != 0) {
                    continue;
                }
                // E[Re(a m) Re(b n)] = Re(a b E[m n] + a conj(b) E[m conj(n)]) / 2, and conj(m_pq) = m_qp
                double sign = (phase & 2) == 0 ? 0.5 : -0.5;
                double re = s.re * t.re - s.im * t.im;
                double im = s.re * t.im + s.im * t.re;
                add(factors, s, t, s.p + t.p, s.q + t.q, sign * re, sign * im);
                re = s.re * t.re + s.im * t.im;
                im = s.im * t.re - s.re * t.im;
                add(factors, s, t, s.p + t.q, s.q + t.p, sign * re, sign * im);
            }
        }
        return new CovarianceForm(factors);
    }

    /** Adds Re((re + i im) S_PQ); S_QP is the conjugate. */
    private static void add(SortedMap<Integer, Double> factors, Term s, Term t, int p, int q, double re, double im) {
        int place = NoiseTable.place(s.window, t.window, p, q);
        factors.merge(place, re, Double::sum);
        factors.merge(place + 1, p >= q ? -im : im, Double::sum);
    }
}
