/** Figures and pages for people. */
package org.shearnet.report;
