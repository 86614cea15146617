package org.shearnet.estimate;

/**
 * What a fit says of itself, beside its parameters.
 *
 * @param chi2PerDof chi^2 per degree of freedom under the stated noise; near 1 where model and noise are right
 * @param fracDev share of the bulge in the flux, NaN for models without one
 * @param scaled whether the errors were scaled by the root of chi^2 per degree of freedom
 */
public record FitDetails(double chi2PerDof, double fracDev, boolean scaled) {}
