/** Stamps with their truth, and how they become the batches a network sees. */
package org.shearnet.data;
