package org.shearnet.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import org.shearnet.galaxysim.fits.AtomicFile;

/** Writes the tables of an inspection. */
public final class InspectFiles {

    private InspectFiles() {}

    /** {@code kept.csv}. */
    public static void kept(Path file, List<Kept> all) throws IOException {
        StringBuilder text =
                new StringBuilder("layer,galaxy,noise_sigma,format,method,kept,kept_x,kept_y,kept_g1,kept_g2,"
                        + "kept_size,kept_flux,active,rank\n");
        for (Kept kept : all) {
            text.append(kept.layer()).append(',').append(kept.galaxy()).append(',');
            text.append(number(kept.noiseSigma()))
                    .append(',')
                    .append(kept.format().key());
            text.append(',').append(kept.exact() ? "exact" : "at_least");
            for (double share : kept.kept()) {
                text.append(',').append(number(share));
            }
            text.append(',').append(kept.active()).append(',');
            text.append(kept.rank() == 0 ? "" : kept.rank()).append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /** {@code probes.csv}. */
    public static void probes(Path file, double noiseSigma, List<Probe> all) throws IOException {
        StringBuilder text = new StringBuilder(
                "layer,reader,noise_sigma,galaxies,numbers,read,rmse,bits,rmse_of_half,converged,shuffled_r2\n");
        for (Probe probe : all) {
            text.append(probe.layer())
                    .append(',')
                    .append(probe.reader())
                    .append(',')
                    .append(number(noiseSigma));
            text.append(',').append(probe.galaxies()).append(',').append(probe.numbers());
            text.append(',').append(probe.read()).append(',').append(number(probe.rmse()));
            text.append(',').append(number(probe.bits())).append(',').append(number(probe.rmseOfHalf()));
            text.append(',').append(probe.converged()).append(',').append(number(probe.shuffledR2()));
            text.append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /** {@code gradient.csv}. */
    public static void gradients(Path file, List<AnswerGradient.Summary> all) throws IOException {
        StringBuilder text = new StringBuilder(
                "noise_sigma,gain_over_crlb,inside_over_crlb,outside_over_crlb,response,response_scatter\n");
        for (AnswerGradient.Summary one : all) {
            text.append(number(one.noiseSigma())).append(',').append(number(one.gain()));
            text.append(',').append(number(one.inside())).append(',').append(number(one.outside()));
            text.append(',')
                    .append(number(one.response()))
                    .append(',')
                    .append(number(one.scatter()))
                    .append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /** {@code arithmetic.csv}. */
    public static void arithmetic(Path file, List<Arithmetic> all) throws IOException {
        StringBuilder text = new StringBuilder("format,noise_sigma,stamp,activations,optimal,bound\n");
        for (Arithmetic one : all) {
            text.append(one.format().key()).append(',').append(number(one.noiseSigma()));
            text.append(',').append(number(one.stamp())).append(',').append(number(one.activations()));
            text.append(',')
                    .append(number(one.optimal()))
                    .append(',')
                    .append(number(one.bound()))
                    .append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /**
     * {@code maps.fits}: for each layer its activation, {@code TAN} and {@code S2N}, [galaxy][channel][y][x], and {@code LOST},
     * [galaxy][y][x], all float32.
     */
    public static void maps(Path file, List<LayerMaps> all, int width) throws IOException {
        AtomicFile.write(file, temporary -> {
            try (Fits fits = new Fits()) {
                for (LayerMaps maps : all) {
                    String name = maps.layer().name();
                    add(fits, name, maps, cube(maps, maps.activation()));
                    add(fits, name + ".TAN", maps, cube(maps, maps.tangent()));
                    add(fits, name + ".S2N", maps, cube(maps, maps.s2n()));
                    float[][][] lost = new float[maps.lost().length][][];
                    for (int g = 0; g < lost.length; g++) {
                        double[] of = maps.lost()[g];
                        lost[g] = new float[of.length / width][width];
                        for (int p = 0; p < of.length; p++) {
                            lost[g][p / width][p % width] = (float) of[p];
                        }
                    }
                    add(fits, name + ".LOST", maps, lost);
                }
                fits.write(temporary.toFile());
            }
        });
    }

    private static void add(Fits fits, String name, LayerMaps maps, Object data) throws IOException {
        BasicHDU<?> hdu = Fits.makeHDU(data);
        hdu.addValue("EXTNAME", name.toUpperCase(Locale.ROOT), "layer, and what of it");
        hdu.addValue("JUMP", maps.jump(), "pixels between neighbours; 0: each sees all");
        hdu.addValue("START", maps.start(), "first column that the first number sees");
        hdu.addValue("FIELD", maps.field(), "pixels that a number depends on; 0: all");
        hdu.addValue("EXACT", maps.s2nExact(), "whether the noise is exact, else to 9 %");
        fits.addHDU(hdu);
    }

    private static float[][][][] cube(LayerMaps maps, double[][] values) {
        int height = maps.layer().shape().height();
        int width = maps.layer().shape().width();
        int channels = maps.layer().shape().channels();
        float[][][][] cube = new float[values.length][maps.layer().copies() * channels][height][width];
        for (int g = 0; g < values.length; g++) {
            for (int m = 0; m < cube[g].length; m++) {
                double[] map = maps.map(values[g], m);
                for (int p = 0; p < map.length; p++) {
                    cube[g][m][p / width][p % width] = (float) map[p];
                }
            }
        }
        return cube;
    }

    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.9g", value) : "";
    }
}
