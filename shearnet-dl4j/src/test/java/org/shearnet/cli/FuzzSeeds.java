package org.shearnet.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Whole files, and a damaged one of each kind made from them with the command that reads it. */
final class FuzzSeeds {

    /**
     * A command with a damaged file.
     *
     * @param words of the command
     * @param output what it is to write
     * @param what was done to the file
     * @param mustFail whether the file must be refused
     */
    record Case(List<String> words, Path output, String what, boolean mustFail) {}

    /** Makes a case in an empty folder. */
    @FunctionalInterface
    interface Kind {
        Case make(Path folder, Random random) throws IOException;
    }

    private static final Path SIMULATOR = Path.of("../galaxy-sim/src/test/resources");
    private static final Path CASES = Path.of("src/test/resources/cases");

    private static final List<String> SCENES = List.of("""
            gal:
              type: Sersic
              n: 2.5
              half_light_radius: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
              shear: {type: G1G2, g1: 0.02, g2: -0.01}
            psf: {type: Moffat, beta: 3.5, fwhm: 0.7, trunc: 3}
            image: {type: Single, size: 13, pixel_scale: 0.2, random_seed: 4, noise: {type: Gaussian, sigma: 1.0e-3}}
            output: {type: DataCube, nimages: 4, weight: {hdu: 1}, badpix: {hdu: 2}, psf: {hdu: 3}}
            """, """
            eval_variables: {fscale: 2.5, fpeak: 3}
            gal:
              type: List
              items:
                - {type: Gaussian, fwhm: 0.5, flux: $peak * scale}
                - {type: Sum, items: [{type: Exponential, scale_radius: 0.3}, {type: DeVaucouleurs, half_light_radius: 0.4}]}
                - {type: RandomKnots, npoints: 5, half_light_radius: 0.5}
              shift: {type: RandomCircle, radius: 0.1}
              rotate: {type: Random}
            psf: {type: Airy, lam: 700, diam: 4}
            image: {type: Tiled, nx_tiles: 2, ny_tiles: 2, stamp_size: 14, border: 1, pixel_scale: 0.2, random_seed: 4}
            output: {type: Fits}
            """, """
            gal: {type: Exponential, half_light_radius: 0.4, magnify: 1.1, lens: {shear: {type: G1G2, g1: 0.1, g2: 0}, mu: 1.02}}
            psf: {type: Kolmogorov, fwhm: 0.6, ellip: {type: EBeta, e: 0.05, beta: 20 deg}}
            image:
              type: Single
              size: 20
              wcs: {type: Jacobian, dudx: 0.2, dudy: 0.01, dvdx: -0.01, dvdy: 0.21}
              random_seed: 5
              noise: {type: CCD, sky_level: 10, gain: 2, read_noise: 3}
            output: {type: MultiFits, nimages: 3, truth: {hdu: 4, columns: {size: gal.half_light_radius}}}
            """);

    private static final String EXPERIMENT = """
            name: tiny
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.6}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.2}, g2: {type: RandomGaussian, sigma: 0.2}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 13, pixel_scale: 0.2, random_seed: 4, noise: {type: Gaussian, sigma: 1.0e-3}}
            network: {architecture: mlp, dense: [8], outputs: [g1, g2, sigma, flux]}
            train: {stamps: 128, validation: 32, epochs: 2, batch: 32, noise_sigma: [1.0e-4, 1.0e-2], warmup: 1,
              learning_rate: 1.0e-3, weight_decay: 1.0e-4, patience: 3}
            benchmark:
              galaxies: 8
              noise_sigma: [1.0e-3]
              rings: 1
              samples: 0
              wrong_assumptions: true
              estimators: [{method: admom}, {method: ngmix, model: exp, label: e}]
            """;

    private final Path work;
    private final List<byte[]> stamps;
    private final byte[] psfex;
    private final byte[] table;
    private final byte[] model;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /**
     * Reads the seeds, and trains a tiny network for those of model files and checkpoints.
     *
     * @param work a folder that stays
     */
    FuzzSeeds(Path work) throws IOException {
        this.work = work;
        stamps = List.of(
                plain(CASES.resolve("17-names-mask.fits.gz")),
                plain(CASES.resolve("17-names-wht.fits.gz")),
                plain(CASES.resolve("02-ids64-text.fits.gz")),
                plain(CASES.resolve("43-multi-extension-multi.fits.gz")),
                plain(CASES.resolve("04-wcs-flip.fits.gz")),
                made());
        psfex = plain(Path.of("src/test/resources/fuzz/psfex.psf.gz"));
        table = Files.readAllBytes(SIMULATOR.resolve("golden/scenes/cat.fits"));
        Path config = Files.writeString(work.resolve("tiny.yaml"), EXPERIMENT);
        CommandRun trained = CommandRun.of("train", config, "--runs", work.resolve("runs"));
        if (trained.code() != 0) {
            throw new IllegalStateException(trained.err());
        }
        model = Files.readAllBytes(work.resolve("runs/tiny/model.zip"));
        kinds.put("scene YAML", this::scene);
        kinds.put("experiment YAML", this::experiment);
        kinds.put("benchmark YAML", this::benchmark);
        kinds.put("stamps FITS", this::stamps);
        kinds.put("stamps FITS, packed", this::packed);
        kinds.put("stamps FITS, tiles", this::tiles);
        kinds.put("PSFEx", this::psfex);
        kinds.put("catalogue FITS", this::catalogue);
        kinds.put("catalogue text", this::textCatalogue);
        kinds.put("image FITS", this::image);
        kinds.put("model zip", this::model);
        kinds.put("checkpoint", this::checkpoint);
    }

    Map<String, Kind> kinds() {
        return kinds;
    }

    private static byte[] plain(Path packed) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** The stamps file of the simulator itself: IMAGE, WEIGHT, MASK, PSF, TRUTH. */
    private byte[] made() throws IOException {
        Path config = Files.writeString(work.resolve("scene.yaml"), SCENES.get(0));
        Path stamps = work.resolve("stamps.fits");
        CommandRun run = CommandRun.of("simulate", config, "-o", stamps);
        if (run.code() != 0) {
            throw new IllegalStateException(run.err());
        }
        return Files.readAllBytes(stamps);
    }

    private static Case on(List<?> words, Path output, String what, boolean mustFail) {
        return new Case(words.stream().map(Object::toString).toList(), output, what, mustFail);
    }

    private Case simulate(Path config, Path folder, String what, boolean mustFail) {
        Path output = folder.resolve("out.fits");
        return on(List.of("simulate", config, "-o", output, "--count", "2", "--threads", "1"), output, what, mustFail);
    }

    private Case scene(Path folder, Random random) throws IOException {
        byte[] yaml = new TextDamage(random).yaml(anyScene(random), anyScene(random));
        return simulate(Files.write(folder.resolve("scene.yaml"), yaml), folder, "scene", false);
    }

    private static String anyScene(Random random) throws IOException {
        int n = random.nextInt(SCENES.size() + 2);
        return n < SCENES.size()
                ? SCENES.get(n)
                : Files.readString(SIMULATOR.resolve(
                        n == SCENES.size() ? "demos/demo2.yaml" : "golden/scenes/sersic_moffat.yaml"));
    }

    private Case experiment(Path folder, Random random) throws IOException {
        byte[] yaml = new TextDamage(random).yaml(EXPERIMENT, anyScene(random));
        Path config = Files.write(folder.resolve("x.yaml"), yaml);
        return on(List.of("train", config, "--dry-run", "--runs", folder.resolve("runs")), null, "experiment", false);
    }

    private Case benchmark(Path folder, Random random) throws IOException {
        byte[] yaml = new TextDamage(random).yaml(EXPERIMENT, EXPERIMENT);
        Path config = Files.write(folder.resolve("x.yaml"), yaml);
        List<Object> words = List.of(
                "benchmark",
                config,
                "--threads",
                "1",
                "--runs",
                folder.resolve("runs"),
                "--set",
                "benchmark.galaxies=4",
                "--set",
                "benchmark.rings=1",
                "--set",
                "train={stamps: 64, validation: 32, epochs: 1, batch: 32, noise_sigma: 1.0e-3}");
        return on(words, null, "benchmark", false);
    }

    private Case measure(Path file, Path folder, Random random, FitsDamage.Damaged damage) {
        Path output = folder.resolve("out.fits");
        List<String> methods = List.of("admom", "pgauss", "regauss", "ngmix");
        List<Object> words = new ArrayList<>(List.of("measure", file, "-o", output, "--threads", "1"));
        words.addAll(List.of("--method", methods.get(random.nextInt(methods.size()))));
        if (random.nextBoolean()) {
            words.addAll(List.of("--noise-sigma", random.nextBoolean() ? "0.01" : "border"));
        }
        if (random.nextInt(4) == 0) {
            words.addAll(List.of("--noise-correlation", "border"));
        }
        if (random.nextInt(4) == 0) {
            words.addAll(List.of("--keep", "id"));
        }
        return on(words, output, damage.what(), damage.unreadable());
    }

    private FitsDamage.Damaged damagedStamps(Random random) {
        return new FitsDamage(stamps.get(random.nextInt(stamps.size())), random).any();
    }

    private Case stamps(Path folder, Random random) throws IOException {
        FitsDamage.Damaged damage = damagedStamps(random);
        return measure(Files.write(folder.resolve("in.fits"), damage.bytes()), folder, random, damage);
    }

    private Case packed(Path folder, Random random) throws IOException {
        FitsDamage.Damaged damage = damagedStamps(random);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        boolean gzip = random.nextInt(3) > 0;
        try (var out = gzip ? new GZIPOutputStream(packed) : new BZip2CompressorOutputStream(packed, 1)) {
            out.write(damage.bytes());
        }
        byte[] bytes = packed.toByteArray();
        String what = damage.what() + (gzip ? ", gzip" : ", bzip2");
        if (random.nextBoolean()) {
            Garbled garbled = Garbled.of(bytes, random);
            bytes = garbled.bytes();
            what += ", " + garbled.what();
        }
        Path file = Files.write(folder.resolve("in.fits.gz"), bytes);
        return measure(file, folder, random, new FitsDamage.Damaged(bytes, what, damage.unreadable()));
    }

    private Case tiles(Path folder, Random random) throws IOException {
        byte[] whole = Files.readAllBytes(CASES.resolve("09-fz-rice.fits.fz"));
        FitsDamage.Damaged damage = new FitsDamage(whole, random).any();
        return measure(Files.write(folder.resolve("in.fits"), damage.bytes()), folder, random, damage);
    }

    private Case psfex(Path folder, Random random) throws IOException {
        FitsDamage.Damaged damage = new FitsDamage(psfex, random).any();
        Files.write(folder.resolve("in.psf"), damage.bytes());
        Path config = Files.writeString(folder.resolve("scene.yaml"), """
                gal: {type: DeltaFunction, flux: 1}
                psf: {type: DES_PSFEx, file: in.psf, image_pos: {type: XY, x: 1200, y: 300}}
                image: {type: Single, size: 33, pixel_scale: 1}
                stamp: {draw_method: no_pixel}
                output: {type: DataCube, nimages: 1}
                """);
        Path output = folder.resolve("out.fits");
        return on(List.of("simulate", config, "-o", output), output, damage.what(), damage.unreadable());
    }

    private Case catalogue(Path folder, Random random) throws IOException {
        FitsDamage.Damaged damage = new FitsDamage(table, random).any();
        Files.write(folder.resolve("cat.fits"), damage.bytes());
        String yaml = Files.readString(SIMULATOR.resolve("golden/scenes/catalog_doublegauss.yaml"))
                .replace("    dir: scenes\n", "");
        return simulate(
                Files.writeString(folder.resolve("scene.yaml"), yaml), folder, damage.what(), damage.unreadable());
    }

    private Case textCatalogue(Path folder, Random random) throws IOException {
        byte[] text = new TextDamage(random).table(Files.readString(SIMULATOR.resolve("demos/demo4.txt")));
        Files.write(folder.resolve("demo4.txt"), text);
        String yaml = Files.readString(SIMULATOR.resolve("demos/demo4.yaml"));
        return simulate(Files.writeString(folder.resolve("scene.yaml"), yaml), folder, "text", false);
    }

    private Case image(Path folder, Random random) throws IOException {
        FitsDamage.Damaged damage = new FitsDamage(stamps.get(3), random).any();
        Files.write(folder.resolve("in.fits"), damage.bytes());
        Path config = Files.writeString(folder.resolve("scene.yaml"), """
                gal: {type: InterpolatedImage, image: in.fits, flux: 1}
                psf: {type: Gaussian, fwhm: 0.6}
                image: {type: Single, size: 16, pixel_scale: 0.2}
                output: {type: DataCube, nimages: 1}
                """);
        return simulate(config, folder, damage.what(), damage.unreadable());
    }

    private Case model(Path folder, Random random) throws IOException {
        String what;
        byte[] bytes;
        if (random.nextInt(4) == 0) {
            Garbled garbled = Garbled.of(model, random);
            bytes = garbled.bytes();
            what = garbled.what();
        } else {
            Map<String, byte[]> members = members(model);
            String name = List.copyOf(members.keySet()).get(random.nextInt(members.size()));
            name = random.nextBoolean() ? "model.yaml" : name;
            byte[] old = members.get(name);
            members.put(
                    name,
                    name.endsWith(".f32")
                            ? oddFloats(old, random)
                            : new TextDamage(random).yaml(new String(old, StandardCharsets.UTF_8), EXPERIMENT));
            if (random.nextInt(8) == 0) {
                members.remove(name);
            }
            if (random.nextInt(4) > 0 && members.containsKey(name) && members.containsKey("model.yaml")) {
                String head = new String(members.get("model.yaml"), StandardCharsets.UTF_8);
                members.put(
                        "model.yaml",
                        head.replace(hash(old), hash(members.get(name))).getBytes(StandardCharsets.UTF_8));
            }
            bytes = zip(members);
            what = name + " altered";
        }
        Files.write(Files.createDirectories(folder.resolve("run")).resolve("model.zip"), bytes);
        Path input = Files.write(folder.resolve("in.fits"), stamps.get(5));
        Path output = folder.resolve("out.fits");
        List<Object> words = List.of(
                "measure",
                input,
                "-o",
                output,
                "--method",
                "network",
                "--network",
                folder.resolve("run"),
                "--threads",
                "1");
        return on(words, output, what, false);
    }

    private static byte[] oddFloats(byte[] bytes, Random random) {
        byte[] odd =
                Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(9) - (random.nextInt(3) == 0 ? 4 : 0)));
        int at = random.nextInt(bytes.length / 4) * 4;
        int bits = Float.floatToRawIntBits(
                new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e38f, -1e30f, 0, 1e10f}[random.nextInt(6)]);
        for (int i = 0; i < 4 && at + i < odd.length; i++) {
            odd[at + i] = (byte) (bits >> 8 * i);
        }
        return random.nextInt(4) > 0 ? Arrays.copyOf(odd, bytes.length) : odd;
    }

    private static Map<String, byte[]> members(byte[] zip) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new java.io.ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                members.put(entry.getName(), in.readAllBytes());
            }
        }
        return members;
    }

    private static byte[] zip(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                out.putNextEntry(new ZipEntry(member.getKey()));
                out.write(member.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A run of two epochs with a damaged checkpoint, to go on for a third. */
    private Case checkpoint(Path folder, Random random) throws IOException {
        Path run = folder.resolve("runs/tiny");
        copy(work.resolve("runs/tiny"), run);
        String name = random.nextInt(3) > 0 ? "last.ckpt" : "best.ckpt";
        Path file = run.resolve("checkpoints").resolve(name);
        byte[] whole = Files.readAllBytes(file);
        String what = name;
        if (random.nextInt(3) == 0) {
            Garbled garbled = Garbled.of(whole, random);
            what += ": " + garbled.what();
            Files.write(file, garbled.bytes());
        } else {
            // the check sum made to fit, so that what is behind it is met
            byte[] body = Arrays.copyOf(whole, whole.length - 32);
            int reach = random.nextBoolean() ? Math.min(body.length, 220) : body.length;
            int at = random.nextInt(reach);
            int length = 1 + random.nextInt(8);
            for (int i = at; i < Math.min(body.length, at + length); i++) {
                body[i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
            }
            if (random.nextInt(4) == 0) {
                body = Arrays.copyOf(body, random.nextInt(body.length));
            }
            byte[] sealed = Arrays.copyOf(body, body.length + 32);
            System.arraycopy(sha256(body), 0, sealed, body.length, 32);
            what += ": bytes at " + at + " altered under a check sum that fits";
            Files.write(file, sealed);
        }
        Path config = Files.writeString(folder.resolve("tiny.yaml"), EXPERIMENT);
        List<Object> words = List.of(
                "train",
                config,
                "--resume",
                "--set",
                "train.epochs=3",
                "--threads",
                "1",
                "--runs",
                folder.resolve("runs"));
        return on(words, null, what, false);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Bytes of a format that is not looked into: some altered, cut or doubled. */
    private record Garbled(byte[] bytes, String what) {

        static Garbled of(byte[] whole, Random random) {
            byte[] bytes = whole.clone();
            switch (random.nextInt(4)) {
                case 0 -> {
                    int length = random.nextInt(bytes.length);
                    return new Garbled(Arrays.copyOf(bytes, length), "cut at " + length);
                }
                case 1 -> {
                    byte[] twice = Arrays.copyOf(bytes, bytes.length + random.nextInt(bytes.length));
                    System.arraycopy(bytes, 0, twice, bytes.length, twice.length - bytes.length);
                    return new Garbled(twice, "begun again behind its end");
                }
                default -> {
                    int many = 1 + random.nextInt(8);
                    int reach = random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length;
                    for (int i = 0; i < many; i++) {
                        bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
                    }
                    return new Garbled(bytes, many + " bytes garbled");
                }
            }
        }
    }
}
