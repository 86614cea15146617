/** What happens to the shape inside an estimator: sizes, information, error budget; numbers alone, {@code report} draws them. */
package org.shearnet.inspect;
