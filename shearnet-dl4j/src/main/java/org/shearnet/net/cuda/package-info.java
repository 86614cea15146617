/**
 * Networks on a GPU: a small {@link org.shearnet.net.cuda.Device}, the layers' kernels on it, and the optimiser. The kernels' source
 * is CUDA C++ among the resources; {@code scripts/host-kernels} compiles the same source for a processor, so that its arithmetic is
 * tested without a GPU.
 */
package org.shearnet.net.cuda;
