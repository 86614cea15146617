/** What a network keeps, shows and loses of a galaxy, layer by layer: numbers and their files. */
package org.shearnet.inspect;
