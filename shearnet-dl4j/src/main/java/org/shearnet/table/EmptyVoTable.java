package org.shearnet.table;

import java.util.List;
import java.util.Map;

/**
 * The columns of a table as a VOTable without rows, as VOParquet has it (IVOA note, Parquet in the VO, 2025): TOPCAT and astropy read
 * units and descriptors there.
 */
final class EmptyVoTable {

    private EmptyVoTable() {}

    static String of(String name, Map<String, String> cards, List<FlatColumns.Flat> columns) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                + "<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n<RESOURCE type=\"results\">\n<TABLE name=\""
                + escaped(name) + "\">\n");
        cards.forEach((key, value) -> xml.append("<PARAM name=\"")
                .append(escaped(key))
                .append("\" datatype=\"char\" arraysize=\"*\" value=\"")
                .append(escaped(value))
                .append("\"/>\n"));
        for (FlatColumns.Flat column : columns) {
            xml.append("<FIELD name=\"").append(escaped(column.name())).append('"');
            xml.append(
                    switch (column.source().type()) {
                        case TEXT -> " datatype=\"char\" arraysize=\"*\"";
                        case DOUBLE -> " datatype=\"double\"";
                        case INT -> " datatype=\"int\"";
                        case LONG -> " datatype=\"long\"";
                    });
            attribute(xml, "unit", unit(column.source().unit()));
            attribute(xml, "ucd", column.ucd());
            xml.append("/>\n");
        }
        return xml.append("</TABLE>\n</RESOURCE>\n</VOTABLE>\n").toString();
    }

    private static void attribute(StringBuilder xml, String name, String value) {
        if (!value.isEmpty()) {
            xml.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
        }
    }

    /** A power as the VO writes it: arcsec**2 for arcsec2. */
    private static String unit(String fits) {
        return fits.replaceAll("(?<=[A-Za-z])(-?\\d)", "**$1");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
