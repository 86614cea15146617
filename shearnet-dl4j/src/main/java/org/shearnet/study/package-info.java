/** Trainings over a grid of configurations, and hypotheses about them that were written before. */
package org.shearnet.study;
