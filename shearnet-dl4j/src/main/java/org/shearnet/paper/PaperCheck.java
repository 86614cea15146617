package org.shearnet.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.Sha256;

/** Compares a paper's folder with the runs that it was made from: every number is computed again. */
final class PaperCheck {

    /** Numbers that differ by less, relatively, are the same: they pass through a table of doubles. */
    private static final double SAME = 1e-9;

    private final Path folder;
    private final Manifest manifest;
    private final List<String> faults = new ArrayList<>();

    private PaperCheck(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * What does not hold, a line each; empty where all does.
     *
     * @throws BadDataException where there is no manifest
     */
    static List<String> faults(Path folder) throws IOException {
        PaperCheck check = new PaperCheck(folder, Manifest.read(folder));
        check.files();
        check.inputs();
        check.numbers();
        return check.faults;
    }

    private void files() throws IOException {
        Set<String> known = manifest.files().stream().map(Manifest.Output::name).collect(Collectors.toSet());
        for (Manifest.Output file : manifest.files()) {
            Path path = folder.resolve(file.name());
            if (!Files.exists(path)) {
                faults.add(file.name() + ": is in the manifest and not in the folder");
            } else if (!Sha256.hex(Files.readAllBytes(path)).equals(file.sha256())) {
                faults.add(file.name() + ": was changed since it was written");
            }
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.map(path -> path.getFileName().toString())
                    .filter(name -> !known.contains(name) && !name.equals(Manifest.FILE))
                    .sorted()
                    .forEach(name -> faults.add(name + ": is in the folder and not in the manifest"));
        }
    }

    private void inputs() throws IOException {
        for (Manifest.Run run : manifest.runs()) {
            for (Manifest.Output input : run.inputs()) {
                Path path = folder.resolve(run.folder()).resolve(input.name()).normalize();
                if (!Files.exists(path)) {
                    faults.add(path + ": is gone");
                } else if (!Sha256.hex(Files.readAllBytes(path)).equals(input.sha256())) {
                    faults.add(path + ": was changed since");
                }
            }
        }
    }

    private void numbers() throws IOException {
        List<PaperRun> runs = new ArrayList<>();
        for (Manifest.Run run : manifest.runs()) {
            try {
                runs.add(PaperRun.read(folder.resolve(run.folder()).normalize()));
            } catch (BadDataException e) {
                faults.add(e.getMessage());
                return;
            }
        }
        Map<String, PaperNumber> now = PaperNumber.of(runs).stream()
                .collect(Collectors.toMap(PaperNumber::macro, Function.identity(), (a, b) -> a, LinkedHashMap::new));
        for (Manifest.Entry entry : manifest.numbers()) {
            PaperNumber number = now.remove(entry.macro());
            if (number == null) {
                faults.add("\\" + entry.macro() + ": " + entry.source() + " of " + entry.run() + " has it no more");
                continue;
            }
            compare(entry, entry.column(), entry.value(), number.value());
            compare(
                    entry,
                    "the error of " + entry.column(),
                    entry.error() == null ? Double.NaN : entry.error(),
                    number.error());
        }
        now.keySet().forEach(macro -> faults.add("\\" + macro + ": is new, and not in the manifest"));
    }

    private void compare(Manifest.Entry entry, String what, double then, double now) {
        boolean same = Double.isFinite(then) == Double.isFinite(now)
                && (!Double.isFinite(then) || Math.abs(now - then) <= SAME * Math.max(Math.abs(then), Math.abs(now)));
        if (!same) {
            faults.add(String.format(
                    Locale.ROOT,
                    "\\%s: %s of %s at pixel noise %.4g is %.10g by %s of %s now, and was %.10g",
                    entry.macro(),
                    what,
                    entry.method(),
                    entry.noiseSigma(),
                    now,
                    entry.source(),
                    entry.run(),
                    then));
        }
    }
}
