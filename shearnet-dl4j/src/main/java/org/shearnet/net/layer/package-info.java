/** Deeplearning4j layers that compute through {@link org.shearnet.net.engine.Engine}. */
package org.shearnet.net.layer;
