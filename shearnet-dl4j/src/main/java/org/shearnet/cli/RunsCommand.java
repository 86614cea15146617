package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.report.RunsPage;
import org.shearnet.study.RunFolders;
import org.shearnet.study.RunsTable;
import org.shearnet.study.TensorBoard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet runs}: all runs in one table. */
@Command(
        name = "runs",
        description =
                "Lists all run folders below some folders in one table: what they came to, and only those keys of their"
                        + " configurations that differ.",
        sortOptions = false)
final class RunsCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "FOLDER", description = "where to look (default: the working folder)")
    private List<Path> folders = List.of();

    @Option(
            names = "--html",
            description = "writes runs.html into the first FOLDER, a table that sorts where its head is clicked")
    private boolean html;

    @Option(
            names = "--tensorboard",
            description =
                    "writes events.out.tfevents.* into each run folder: numbers by epoch, the keys that differ, figures")
    private boolean tensorboard;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        common.refuseOverrides("runs");
        List<Path> roots = folders.isEmpty() ? List.of(Path.of("")) : folders;
        List<RunFolders.Run> runs = new ArrayList<>();
        for (Path folder : RunFolders.below(roots)) {
            try {
                runs.add(RunFolders.read(folder));
            } catch (BadDataException e) {
                String fault = FailureText.oneLine(e.getMessage());
                System.err.println("shearnet: damaged: " + fault);
                runs.add(RunFolders.Run.damaged(folder, fault));
            }
        }
        if (runs.isEmpty()) {
            throw new BadDataException(
                    (folders.isEmpty() ? "the working folder" : folders.get(0).toString())
                            + ": no run folder there or below; runs lie where shearnet train or benchmark was called, in runs/");
        }
        RunsPage page = new RunsPage(RunsTable.of(runs));
        System.out.print(page.text());
        if (html) {
            System.out.println(page.write(roots.get(0)));
        }
        if (tensorboard) {
            List<String> keys = RunsTable.keys(runs);
            for (RunFolders.Run run : runs) {
                Path file = TensorBoard.write(run, keys);
                if (file != null) {
                    System.out.println(file);
                }
            }
        }
        return ExitCode.OK;
    }
}
