package org.shearnet.ngmix.fit;

/**
 * The outcome of a fit of an object together with its neighbours.
 *
 * @param fit of the object; its covariance is that of the joint fit, the neighbours' parameters free
 * @param neighbours how many neighbours were fitted with it; those that no model fits were left in the image
 * @param share the neighbours' light under the object's model m over its own, sum w m m_neighbours / sum w m^2: by this
 *     fraction a flux would be wrong that leaves them in
 */
public record BlendResult(FitResult fit, int neighbours, double share) {}
