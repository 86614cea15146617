/** Neural shear estimation, the benchmark against model fitting, and the shearnet command. */
package org.shearnet;
