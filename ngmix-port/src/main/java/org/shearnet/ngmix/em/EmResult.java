package org.shearnet.ngmix.em;

import org.shearnet.ngmix.gmix.GMix;

/**
 * Outcome of an expectation maximisation.
 *
 * @param flags sum of {@link org.shearnet.ngmix.Flag} bits, 0 for convergence
 * @param mixture the mixture; null where there is none
 * @param sky constant under the Gaussians (counts a pixel), beyond what was added to make the image positive
 * @param iterations rounds made
 * @param change last relative change of the log likelihood
 */
public record EmResult(int flags, GMix mixture, double sky, int iterations, double change) {}
