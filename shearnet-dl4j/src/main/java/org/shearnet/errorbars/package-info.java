/** Whether stated errors are right: arithmetic on truth, answer, stated error and bound. */
package org.shearnet.errorbars;
