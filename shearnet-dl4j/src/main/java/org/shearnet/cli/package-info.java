/** The shearnet command: options, progress, exit codes. */
package org.shearnet.cli;
