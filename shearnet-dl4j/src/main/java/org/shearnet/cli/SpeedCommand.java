package org.shearnet.cli;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.shearnet.galaxysim.speed.RenderSpeed;
import org.shearnet.net.Backend;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;
import org.shearnet.ngmix.speed.FitSpeed;
import org.shearnet.train.NetworkSpeed;
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
            all.put("renders", renders());
        }
        if (only == null || only == Part.fits) {
            all.put("fits", fits());
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

    private List<Map<String, Object>> renders() {
        List<Map<String, Object>> rates = new ArrayList<>();
        try {
            for (RenderSpeed.Rate rate : RenderSpeed.measure(common.threads(), seconds)) {
                rates.add(named(rate.name(), rate.perSecond(), "stamps/s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        return rates;
    }

    private List<Map<String, Object>> fits() {
        List<Map<String, Object>> rates = new ArrayList<>();
        FitSpeed speed = new FitSpeed(common.seed() == null ? SEED : common.seed());
        for (String name : speed.names()) {
            rates.add(named(name, speed.perSecond(name, common.threads(), seconds), "stamps/s"));
        }
        return rates;
    }

    private Map<String, Object> named(String name, double rate, String unit) {
        say(name, rate, unit);
        return Map.of("name", name, "per_second", rate);
    }

    private List<Map<String, Object>> networks() {
        List<Map<String, Object>> rows = new ArrayList<>();
        Shape stamp = new Shape(STAMP, STAMP, 1);
        for (String name : NETWORKS) {
            NetworkSpec spec = NetworkSpec.of(name);
            for (int batch : BATCHES) {
                rows.add(told(NetworkSpeed.measure(spec, stamp, batch, common.threads(), seconds)));
            }
            if (stock) {
                rows.add(told(NetworkSpeed.stock(spec, stamp, STOCK_BATCH, seconds)));
            }
        }
        return rows;
    }

    private Map<String, Object> told(NetworkSpeed.Row row) {
        say(row.network() + ", training, batch " + row.batch(), row.trainPerSecond(), "stamps/s");
        say(row.network() + ", inference, batch " + row.batch(), row.inferPerSecond(), "stamps/s");
        return Map.of(
                "network", row.network(),
                "batch", row.batch(),
                "threads", row.threads(),
                "train", row.trainPerSecond(),
                "infer", row.inferPerSecond());
    }

    private void say(String what, double rate, String unit) {
        if (!json) {
            System.out.printf(Locale.ROOT, "%-48s %12.0f %s%n", what, rate, unit);
        }
    }
}
