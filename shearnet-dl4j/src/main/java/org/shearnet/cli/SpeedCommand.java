package org.shearnet.cli;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.shearnet.net.Backend;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;
import org.shearnet.speed.FitCases;
import org.shearnet.speed.NetworkCases;
import org.shearnet.speed.RenderCases;
import org.shearnet.speed.SpeedCase;
import org.shearnet.speed.SpeedRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code shearnet speed}: items per second of this machine. */
@Command(
        name = "speed",
        description = "Measures this machine: rendering by profile, fits by model, networks; items per second.",
        sortOptions = false)
final class SpeedCommand implements Callable<Integer> {

    private static final int STAMP = 53;
    private static final int[] BATCHES = {64, 512};
    private static final int STOCK_BATCH = 64;
    private static final String[] NETWORKS = {"enhanced", "dilated"};
    private static final long SEED = 1;

    /** What can be measured apart. */
    enum Part {
        renders,
        fits,
        networks
    }

    @Option(names = "--json", description = "prints one JSON document")
    private boolean json;

    @Option(names = "--only", paramLabel = "PART", description = "measures one part alone: ${COMPLETION-CANDIDATES}")
    private Part only;

    @Option(names = "--seconds", paramLabel = "S", description = "length of one measurement (default: 1)")
    private double seconds = 1;

    @Option(
            names = "--stock",
            description = "also networks of Deeplearning4j's own layers, batch " + STOCK_BATCH + ", one thread")
    private boolean stock;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        common.refuseOverrides("speed");
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new UsageException("--seconds must be above 0 and at most 3600, not " + seconds);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("threads", common.threads());
        if (only == null || only == Part.renders) {
            all.put("renders", rates(RenderCases.all()));
        }
        if (only == null || only == Part.fits) {
            all.put("fits", rates(FitCases.all(common.seed() == null ? SEED : common.seed())));
        }
        if (only == null || only == Part.networks) {
            all.put("backend", Backend.summary());
            all.put("networks", networks());
        }
        if (json) {
            System.out.println(new GsonBuilder().setPrettyPrinting().create().toJson(all));
        }
        return ExitCode.OK;
    }

    private List<Map<String, Object>> rates(List<SpeedCase> cases) {
        return cases.stream()
                .map(one -> Map.<String, Object>of("name", one.name(), "per_second", told(one)))
                .toList();
    }

    private List<Map<String, Object>> networks() {
        List<Map<String, Object>> rows = new ArrayList<>();
        Shape stamp = new Shape(STAMP, STAMP, 1);
        for (String name : NETWORKS) {
            NetworkSpec spec = NetworkSpec.of(name);
            for (int batch : BATCHES) {
                rows.add(row(name, batch, common.threads(), NetworkCases.of(spec, stamp, batch, common.threads())));
            }
            if (stock) {
                rows.add(row(name + "-stock", STOCK_BATCH, 1, NetworkCases.stock(spec, stamp, STOCK_BATCH)));
            }
        }
        return rows;
    }

    private Map<String, Object> row(String network, int batch, int threads, List<SpeedCase> trainAndInfer) {
        return Map.of(
                "network", network,
                "batch", batch,
                "threads", threads,
                "train", told(trainAndInfer.get(0)),
                "infer", told(trainAndInfer.get(1)));
    }

    /** Measures a case and says it. */
    private double told(SpeedCase one) {
        double rate = new SpeedRunner(common.threads(), seconds).perSecond(one);
        say(one.name(), rate, "stamps/s");
        return rate;
    }

    private void say(String what, double rate, String unit) {
        if (!json) {
            System.out.printf(Locale.ROOT, "%-48s %12.0f %s%n", what, rate, unit);
        }
    }
}
