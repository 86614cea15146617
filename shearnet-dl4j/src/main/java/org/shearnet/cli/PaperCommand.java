package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.shearnet.paper.Paper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet paper}: figures, numbers and tables of benchmarks for print. */
@Command(
        name = "paper",
        description =
                "Figures (PDF, SVG), numbers.tex, tables, a notebook and a manifest from the benchmarks of run folders.",
        sortOptions = false)
final class PaperCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "RUN", description = "run folders with a benchmark")
    private List<Path> runs = List.of();

    @Option(names = "-o", required = true, paramLabel = "DIR", description = "folder of the paper")
    private Path folder;

    @Option(
            names = "--fill",
            paramLabel = "FILE",
            description = "a text, say findings.template.md, whose {{Macro}} are replaced by numbers; may be repeated")
    private List<Path> templates = List.of();

    @Option(
            names = "--check",
            description =
                    "writes nothing: computes every number again and says what differs from the folder; exit code 1 then")
    private boolean check;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        common.refuseOverrides("paper");
        if (check) {
            if (!runs.isEmpty() || !templates.isEmpty()) {
                throw new UsageException("--check takes the runs from the manifest; give -o alone");
            }
            List<String> faults = Paper.check(folder);
            faults.forEach(System.out::println);
            if (!faults.isEmpty()) {
                System.err.println("shearnet: " + folder + ": " + faults.size() + " thing"
                        + (faults.size() == 1 ? " does" : "s do") + " not hold any more");
                return ExitCode.FAILURE;
            }
            System.out.println(folder + ": all numbers hold");
            return ExitCode.OK;
        }
        if (runs.isEmpty()) {
            throw new UsageException("give RUN..., folders with a benchmark, or --check");
        }
        for (String file : Paper.write(runs, folder, templates, CommandLineText.get())) {
            System.out.println(folder.resolve(file));
        }
        return ExitCode.OK;
    }
}
