package org.shearnet.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Where a result comes from: version and commit of this program, hash of the effective configuration, seed, backend,
 * command line. Every output carries it.
 *
 * @param entries ordered names and values; a name is at most eight characters, as a FITS keyword is
 */
public record Provenance(Map<String, String> entries) {

    private static final Properties BUILD = load();

    public Provenance {
        entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The provenance of a run of a command. */
    public static Provenance of(String commandLine) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("CREATOR", "shearnet " + version());
        entries.put("COMMIT", commit());
        entries.put("JAVA", System.getProperty("java.version"));
        entries.put("CMDLINE", commandLine);
        return new Provenance(entries);
    }

    public Provenance with(String name, String value) {
        return with(Map.of(name, value));
    }

    /** With more entries behind these. */
    public Provenance with(Map<String, String> others) {
        Map<String, String> more = new LinkedHashMap<>(entries);
        more.putAll(others);
        return new Provenance(more);
    }

    /** This program's version. */
    public static String version() {
        return BUILD.getProperty("git.build.version", "unknown");
    }

    /** The commit it was built from, with {@code -dirty} where files had changed since. */
    public static String commit() {
        return BUILD.getProperty("git.commit.id.abbrev", "unknown")
                + (BUILD.getProperty("git.dirty", "false").equals("true") ? "-dirty" : "");
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream in = Provenance.class.getResourceAsStream("/shearnet-build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
