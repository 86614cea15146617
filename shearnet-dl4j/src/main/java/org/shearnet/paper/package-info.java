/** What a paper takes from benchmarks: numbers, tables, figures, and the proof of where they come from. */
package org.shearnet.paper;
