/** Prior distributions of fit parameters, as signed residuals of a least-squares fit. */
package org.shearnet.ngmix.prior;
