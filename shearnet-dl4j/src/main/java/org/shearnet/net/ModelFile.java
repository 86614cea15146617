package org.shearnet.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.NetworkSpec.ImageScale;
import org.shearnet.net.engine.Shape;

/**
 * The model file: a zip of {@code model.yaml} (format, shapes, normalisation, network section, hashes), {@code weights.f32}
 * (little-endian), {@code graph.json} (Deeplearning4j's configuration), {@code scene.yaml} and {@code provenance.yaml}.
 *
 * <p>Nothing in the file is ever executed or made into objects of classes it names: the graph is rebuilt from the network
 * section, and {@code graph.json} is only compared, as text, with what was rebuilt.
 *
 * <p>Longer than other classes: what is written and what is read stand side by side.
 */
public final class ModelFile {

    private static final String FORMAT = "shearnet-model 4";

    /** The format before, which wrote keys that an architecture does not have. */
    private static final String FORMER = "shearnet-model 3";

    /** The one before that, without what the training's stamps looked like. */
    private static final String FIRST = "shearnet-model 2";

    /** Most bytes of the graph's text. */
    private static final int TEXT_LIMIT = 8 << 20;

    /** Most bytes of a YAML member. */
    private static final int YAML_LIMIT = 1 << 20;

    /** Most parameters of a network: a gigabyte of weights. */
    private static final long MOST_PARAMETERS = 1L << 28;

    /** Below this many bytes a file may unpack to any multiple of its size; weights hardly pack at all. */
    private static final long HARMLESS = 4L << 20;

    private static final long MOST_RATIO = 100;

    /** No trained weight is larger; those of the shipped networks are below 10. */
    private static final float LARGEST_WEIGHT = 1e6f;

    /** No mean, deviation or bound of the training's stamps is larger. */
    private static final double LARGEST_NUMBER = 1e30;

    private static final String HEAD = "model.yaml";
    private static final String WEIGHTS = "weights.f32";
    private static final String SCENE = "scene.yaml";
    private static final List<String> MEMBERS = List.of(WEIGHTS, "graph.json", SCENE, "provenance.yaml");

    /** The unpacked members of a model file. */
    private interface Members {

        /**
         * A member's bytes.
         *
         * @throws BadDataException where there is none of that name, or it is larger than the limit
         */
        byte[] bytes(String name, long limit) throws IOException;
    }

    private ModelFile() {}

    /** Writes a model as one file, whole or not at all. */
    public static void write(Model model, Path path) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        ByteBuffer weights = ByteBuffer.allocate(4 * model.weights().length).order(ByteOrder.LITTLE_ENDIAN);
        weights.asFloatBuffer().put(model.weights());
        members.put("weights.f32", weights.array());
        members.put("graph.json", utf8(graphJson(model.spec(), model.stamp(), model.psf())));
        members.put("scene.yaml", utf8(model.scene()));
        StringBuilder provenance = new StringBuilder("format: \"1\"\n");
        new TreeMap<>(model.provenance())
                .forEach((key, value) -> provenance
                        .append(quoted(key))
                        .append(": ")
                        .append(quoted(value))
                        .append('\n'));
        members.put("provenance.yaml", utf8(provenance.toString()));
        try {
            AtomicFile.write(path, beside -> {
                try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(beside))) {
                    put(zip, "model.yaml", utf8(head(model, members)));
                    for (Map.Entry<String, byte[]> member : members.entrySet()) {
                        put(zip, member.getKey(), member.getValue());
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    private static String head(Model model, Map<String, byte[]> members) {
        Normalisation n = model.normalisation();
        StringBuilder head = new StringBuilder();
        head.append("format: ").append(FORMAT).append('\n');
        head.append("stamp: ").append(dimensions(model.stamp())).append('\n');
        head.append("psf: ").append(dimensions(model.psf())).append('\n');
        head.append("network:\n").append(model.spec().toYaml().indent(2));
        head.append("normalisation:\n");
        head.append("  image: [")
                .append(n.imageMean())
                .append(", ")
                .append(n.imageSd())
                .append("]\n");
        head.append("  psf: [")
                .append(n.psfMean())
                .append(", ")
                .append(n.psfSd())
                .append("]\n");
        head.append("  side_mean: ").append(n.auxiliaryMean()).append('\n');
        head.append("  side_sd: ").append(n.auxiliarySd()).append('\n');
        head.append("  label_mean: ").append(n.labelMean()).append('\n');
        head.append("  label_sd: ").append(n.labelSd()).append('\n');
        Domain d = n.domain();
        head.append("  domain: ")
                .append(List.of(d.pixelScale(), d.noiseLow(), d.noiseHigh(), d.psfLow(), d.psfHigh()))
                .append('\n');
        if (!d.seen().equals(Seen.unknown())) {
            head.append("  seen: ").append(d.seen().numbers()).append('\n');
        }
        head.append("sha256:\n");
        members.forEach((name, bytes) -> head.append("  ")
                .append(name)
                .append(": ")
                .append(Sha256.hex(bytes))
                .append('\n'));
        return head.toString();
    }

    private static List<Integer> dimensions(Shape shape) {
        return List.of(shape.height(), shape.width());
    }

    /**
     * Reads a model file.
     *
     * @throws BadDataException where the file is foreign, damaged or altered
     */
    public static Model read(Path path) {
        return guarded(path.toString(), () -> {
            try (ZipFile zip = new ZipFile(path.toFile())) {
                return read(path.toString(), members(path, zip));
            }
        });
    }

    /**
     * Reads a model that comes with the program.
     *
     * @param name what complaints call it
     */
    public static Model read(String name, InputStream in) {
        return guarded(name, () -> {
            Map<String, byte[]> members = new LinkedHashMap<>();
            try (ZipInputStream zip = new ZipInputStream(in)) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    members.put(entry.getName(), zip.readAllBytes());
                }
            }
            return read(name, (member, limit) -> members.get(member));
        });
    }

    private static Model guarded(String name, Callable<Model> reader) {
        try {
            return reader.call();
        } catch (NoSuchFileException e) {
            throw new BadDataException(name + ": no such file");
        } catch (IOException e) {
            throw new BadDataException(name + ": not a readable model file: " + e.getMessage());
        } catch (ConfigException | IllegalArgumentException | ArithmeticException e) {
            throw new BadDataException(name + ": not a model this version reads: " + e.getMessage());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The members of a zip that has those of a model file and no others. */
    private static Members members(Path path, ZipFile zip) throws IOException {
        for (String name : MEMBERS) {
            if (zip.getEntry(HEAD) == null || zip.getEntry(name) == null) {
                throw new BadDataException(
                        path + ": not a model file (it holds no " + (zip.getEntry(HEAD) == null ? HEAD : name) + ")");
            }
        }
        if (zip.size() != MEMBERS.size() + 1) {
            throw new BadDataException(
                    path + ": not a model file (" + zip.size() + " members, not " + (MEMBERS.size() + 1) + ")");
        }
        long plausible = Math.max(HARMLESS, MOST_RATIO * Files.size(path));
        return (name, limit) -> {
            long most = Math.min(limit, plausible);
            byte[] bytes = zip.getInputStream(zip.getEntry(name)).readNBytes(Math.toIntExact(most + 1));
            if (bytes.length > most) {
                throw new BadDataException(path + ": " + name + " is larger than it can be (" + most + " bytes)");
            }
            return bytes;
        };
    }

    private static Model read(String path, Members zip) throws IOException {
        YamlNode head = YamlReader.parse(HEAD, string(zip.bytes(HEAD, YAML_LIMIT)));
        YamlNode format = head.get("format");
        if (!List.of(FORMAT, FORMER, FIRST).contains(format.text())) {
            throw new BadDataException(path + ": the format is '" + format.text() + "'; this version reads '" + FORMAT
                    + "', '" + FORMER + "' and '" + FIRST + "'");
        }
        YamlNode section = head.get("network");
        NetworkSpec spec = format.text().equals(FORMAT) ? NetworkSpec.parse(section) : NetworkSpec.former(section);
        if (format.text().equals(FIRST) && spec.architecture().name().equals("multiscale")) {
            throw new BadDataException(path + ": a 'multiscale' of format '" + FIRST
                    + "' joined its branches in another order; train it anew");
        }
        Shape stamp = shape(head.get("stamp"));
        Shape psf = shape(head.get("psf"));
        Normalisation normalisation = normalisation(head.get("normalisation"), spec.imageScale());
        if (normalisation.labelMean().size() != spec.outputs().size()
                || normalisation.auxiliaryMean().size() != AuxiliaryFeatures.count(spec)) {
            throw new BadDataException(path + ": the normalisation does not fit the network's inputs and outputs");
        }
        long parameters = Network.parameters(spec, stamp, psf);
        if (parameters < 0 || parameters > MOST_PARAMETERS) {
            throw new BadDataException(
                    path + ": a network of more than " + MOST_PARAMETERS + " parameters is not read");
        }
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (String name : MEMBERS) {
            long limit = name.equals(WEIGHTS) ? 4 * parameters : name.endsWith(".yaml") ? YAML_LIMIT : TEXT_LIMIT;
            byte[] bytes = zip.bytes(name, limit);
            if (!Sha256.hex(bytes).equals(head.get("sha256").get(name).text())) {
                throw new BadDataException(path + ": " + name + " was altered (its SHA-256 does not fit)");
            }
            members.put(name, bytes);
        }
        head.get("sha256").rejectUnknown();
        head.rejectUnknown();
        if (members.get("weights.f32").length != 4 * parameters) {
            throw new BadDataException(path + ": weights.f32 holds " + members.get("weights.f32").length / 4
                    + " parameters, the network has " + parameters);
        }
        if (!string(members.get("graph.json")).equals(graphJson(spec, stamp, psf))) {
            throw new BadDataException(path + ": graph.json is not the graph that this version builds for '"
                    + spec.architecture().name() + "'");
        }
        float[] weights = new float[Math.toIntExact(parameters)];
        ByteBuffer.wrap(members.get("weights.f32"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(weights);
        checkWeights(path, weights);
        YamlNode galaxy = YamlReader.parse(SCENE, string(members.get(SCENE))).find("gal");
        if (galaxy != null && !galaxy.isMap()) {
            throw galaxy.error("expected a mapping (key: value)");
        }
        YamlNode facts = YamlReader.parse("provenance.yaml", string(members.get("provenance.yaml")));
        Map<String, String> provenance = new TreeMap<>();
        facts.keys().stream()
                .filter(key -> !key.equals("format"))
                .forEach(key -> provenance.put(key, facts.text(key, "")));
        return new Model(spec, stamp, psf, normalisation, weights, string(members.get(SCENE)), provenance);
    }

    private static void checkWeights(String path, float[] weights) {
        for (int i = 0; i < weights.length; i++) {
            if (!(Math.abs(weights[i]) <= LARGEST_WEIGHT)) {
                throw new BadDataException(path + ": " + WEIGHTS + ": parameter " + i + " is " + weights[i]
                        + "; no training ends with that: train it anew");
            }
        }
    }

    private static Shape shape(YamlNode node) {
        List<Double> sizes = numbers(node);
        if (sizes.size() != 2 || sizes.stream().anyMatch(s -> s < 1 || s > 4096 || s != Math.rint(s))) {
            throw node.error("expected [rows, columns], whole numbers from 1 to 4096");
        }
        return new Shape(sizes.get(0).intValue(), sizes.get(1).intValue(), 1);
    }

    private static Normalisation normalisation(YamlNode node, ImageScale scale) {
        List<Double> image = numbers(node.get("image"));
        List<Double> psf = numbers(node.get("psf"));
        if (image.size() != 2 || psf.size() != 2) {
            throw node.error("expected [mean, standard deviation] for image and psf");
        }
        List<Double> domain = numbers(node.get("domain"));
        if (domain.size() != 5) {
            throw node.error("expected [pixel scale, lowest and highest noise, smallest and largest PSF] for domain");
        }
        if (domain.get(1) < 0 || domain.get(1) > domain.get(2) || domain.get(3) > domain.get(4)) {
            throw node.get("domain")
                    .error("the lowest noise is above the highest, or the smallest PSF above the largest");
        }
        if (!(psf.get(1) > 0)) {
            throw node.get("psf").error("the standard deviation must be positive, not " + psf.get(1));
        }
        Normalisation normalisation = new Normalisation(
                scale,
                image.get(0),
                image.get(1),
                psf.get(0),
                psf.get(1),
                numbers(node.get("side_mean")),
                numbers(node.get("side_sd")),
                numbers(node.get("label_mean")),
                numbers(node.get("label_sd")),
                new Domain(domain.get(0), domain.get(1), domain.get(2), domain.get(3), domain.get(4), seen(node)));
        node.rejectUnknown();
        return normalisation;
    }

    private static Seen seen(YamlNode normalisation) {
        YamlNode seen = normalisation.find("seen");
        if (seen == null) {
            return Seen.unknown();
        }
        List<Double> numbers = numbers(seen);
        if (numbers.size() != Seen.NUMBERS) {
            throw seen.error("expected " + Seen.NUMBERS + " numbers, found " + numbers.size());
        }
        return Seen.of(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static List<Double> numbers(YamlNode node) {
        List<Double> numbers = node.items().stream().map(YamlNode::number).toList();
        for (double number : numbers) {
            if (Math.abs(number) > LARGEST_NUMBER && !node.path().endsWith("seen")) {
                throw node.error(number + " is no number of stamps");
            }
        }
        return numbers;
    }

    private static String graphJson(NetworkSpec spec, Shape stamp, Shape psf) {
        return Network.configuration(spec, stamp, psf).toJson();
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // the same model gives the same bytes
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
