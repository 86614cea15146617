/** Work spread over threads; how many there are never changes a number. */
package org.shearnet.parallel;
