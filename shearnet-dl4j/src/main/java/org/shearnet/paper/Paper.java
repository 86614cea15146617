package org.shearnet.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.Sha256;

/**
 * What a paper takes from benchmarks: figures at column width, its numbers as macros, tables, a notebook that computes the numbers
 * again, and a manifest that says where each comes from.
 */
public final class Paper {

    /** Names that a paper's own files have. */
    private static final Pattern OURS =
            Pattern.compile("(numbers\\.tex|notebook\\.(py|ipynb)|manifest\\.json|table-.*\\.tex|.*\\.(pdf|svg))");

    private final List<PaperRun> runs;
    /** Where the paper will be. */
    private final Path target;
    /** Where it is made, until it is whole. */
    private final Path folder;

    private final List<String> files = new ArrayList<>();

    private Paper(List<PaperRun> runs, Path target, Path folder) {
        this.runs = runs;
        this.target = target;
        this.folder = folder;
    }

    /**
     * Writes a paper's folder. Files of a former paper there are replaced, and those that this one has no more are removed.
     *
     * @param runs run folders with a benchmark
     * @param folder of the paper
     * @param templates texts whose numbers are filled in, {@code {{Macro}}} being one
     * @param command what was typed
     * @return names of the files, the manifest last
     * @throws BadDataException where a run holds no benchmark, the folder holds files of somebody else, or a template a name of
     *     no number
     */
    public static List<String> write(List<Path> runs, Path folder, List<Path> templates, String command)
            throws IOException {
        List<PaperRun> read = new ArrayList<>();
        for (Path run : runs) {
            read.add(PaperRun.read(run));
        }
        if (read.stream().map(PaperRun::name).distinct().count() < read.size()) {
            throw new BadDataException("two runs have one name; rename a folder");
        }
        Path target = folder.toAbsolutePath().normalize();
        refuseForeign(target);
        List<PaperNumber> numbers = PaperNumber.of(read);
        Map<String, String> filled = filled(templates, target, numbers);
        Files.createDirectories(target.getParent());
        Path made = Files.createTempDirectory(target.getParent(), ".paper");
        try {
            List<String> files = new Paper(read, target, made).make(numbers, filled, command);
            clear(target);
            Files.createDirectories(target);
            for (String file : files) {
                Files.move(made.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            return files;
        } finally {
            remove(made);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Texts with their numbers, by the names that they will have. */
    private static Map<String, String> filled(List<Path> templates, Path target, List<PaperNumber> numbers)
            throws IOException {
        Map<String, String> filled = new LinkedHashMap<>();
        for (Path template : templates) {
            if (!Files.isRegularFile(template)) {
                throw new BadDataException(template + ": no such file");
            }
            String name = template.getFileName().toString().replaceFirst("\\.template(?=\\.|$)", "");
            if (template.toAbsolutePath().normalize().equals(target.resolve(name))) {
                throw new BadDataException(
                        template + ": would be replaced by the text that is filled in; keep it elsewhere, or call"
                                + " it .template");
            }
            if (OURS.matcher(name).matches()) {
                throw new BadDataException(name + ": is a file of every paper; give the template another name");
            }
            if (filled.put(name, Template.fill(template.toString(), Files.readString(template), numbers)) != null) {
                throw new BadDataException(template + ": two templates would become " + name);
            }
        }
        return filled;
    }

    /**
     * What of a paper's folder does not hold any more, a line each; empty where all does. Every number is computed again.
     *
     * @throws BadDataException where there is no manifest
     */
    public static List<String> check(Path folder) throws IOException {
        return PaperCheck.faults(folder);
    }

    private List<String> make(List<PaperNumber> numbers, Map<String, String> filled, String command)
            throws IOException {
        PaperFigures figures = new PaperFigures(folder);
        for (PaperRun run : runs) {
            String suffix = runs.size() > 1 ? "-" + run.name() : "";
            files.addAll(figures.draw(run, suffix));
            text("table-accuracy" + suffix + ".tex", LatexText.accuracy(run, numbers));
            text("table-bias" + suffix + ".tex", LatexText.bias(run, numbers));
            text("table-errors" + suffix + ".tex", LatexText.errors(run, numbers));
        }
        text("numbers.tex", LatexText.numbers(numbers));
        Map<String, String> folders = new LinkedHashMap<>();
        runs.forEach(run -> folders.put(run.name(), relative(run.folder())));
        String script = Notebook.script(folders);
        text("notebook.py", script);
        text("notebook.ipynb", Notebook.ipynb(script));
        for (Map.Entry<String, String> one : filled.entrySet()) {
            text(one.getKey(), one.getValue());
        }
        manifest(numbers, command);
        return List.copyOf(files);
    }

    /** A folder of somebody else's files is left alone. */
    private static void refuseForeign(Path folder) throws IOException {
        if (!Files.exists(folder) || Files.exists(folder.resolve(Manifest.FILE))) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new BadDataException(folder + ": is no folder");
        }
        try (Stream<Path> all = Files.list(folder)) {
            if (all.findAny().isPresent()) {
                throw new BadDataException(folder + ": holds files and no " + Manifest.FILE
                        + ", so it is no paper's folder; give an empty or a new one");
            }
        }
    }

    /** Removes what a former paper left. */
    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(Manifest.FILE))) {
            return;
        }
        for (Manifest.Output file : Manifest.read(folder).files()) {
            Path path = folder.resolve(file.name()).normalize();
            if (folder.equals(path.getParent())) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void text(String name, String text) throws IOException {
        if (!text.isEmpty()) {
            AtomicFile.write(folder.resolve(name), file -> Files.writeString(file, text));
            files.add(name);
        }
    }

    private void manifest(List<PaperNumber> numbers, String command) throws IOException {
        List<Manifest.Run> from = new ArrayList<>();
        for (PaperRun run : runs) {
            List<Manifest.Output> inputs = new ArrayList<>();
            for (Path input : run.inputs()) {
                String name = run.folder().relativize(input).toString().replace('\\', '/');
                inputs.add(new Manifest.Output(name, Sha256.hex(Files.readAllBytes(input))));
            }
            Map<String, String> provenance = run.provenance();
            from.add(new Manifest.Run(
                    run.name(),
                    relative(run.folder()),
                    provenance.getOrDefault("CONFHASH", ""),
                    provenance.getOrDefault("COMMIT", ""),
                    provenance.getOrDefault("CMDLINE", ""),
                    inputs));
        }
        List<Manifest.Output> outputs = new ArrayList<>();
        for (String file : files) {
            outputs.add(new Manifest.Output(file, Sha256.hex(Files.readAllBytes(folder.resolve(file)))));
        }
        Manifest manifest = new Manifest(
                command,
                Provenance.version(),
                Provenance.commit(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                from,
                numbers.stream().map(Manifest.Entry::of).toList(),
                outputs);
        text(Manifest.FILE, manifest.text());
    }

    /** A folder as seen from the paper's. */
    private String relative(Path other) {
        return target.relativize(other.toAbsolutePath().normalize()).toString().replace('\\', '/');
    }
}
