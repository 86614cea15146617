/** Tables in files of other kinds than FITS: Parquet and CSV. */
package org.shearnet.table;
