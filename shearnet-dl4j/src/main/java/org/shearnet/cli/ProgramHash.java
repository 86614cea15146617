package org.shearnet.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.ngmix.observation.Observation;

/** A hash over the bytes of this project's own classes: it changes with the program, committed or not. */
final class ProgramHash {

    private ProgramHash() {}

    static String get() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Class<?> part : List.of(Scene.class, Observation.class, ProgramHash.class)) {
            CodeSource source = part.getProtectionDomain().getCodeSource();
            try {
                text.append(
                        source == null ? "" : hash(Path.of(source.getLocation().toURI())));
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }
        return Sha256.hex(text.toString());
    }

    private static String hash(Path place) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(place.relativize(file))
                        .append(' ')
                        .append(Sha256.hex(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
            }
        }
        return text.toString();
    }
}
