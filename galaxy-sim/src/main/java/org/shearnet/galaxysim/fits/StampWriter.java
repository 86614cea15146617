package org.shearnet.galaxysim.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes a stamps file piece by piece: each stamp goes to its place at once, whatever the file's size. The file appears on
 * {@link #commit}, whole, or not at all.
 */
public final class StampWriter implements AutoCloseable {

    private final StampLayout layout;
    private final AtomicFile file;
    private final FileChannel channel;
    private final int pixelBytes;
    private final ByteBuffer buffer;
    private long end;
    private final long imageAt;
    private final long weightAt;
    private final long psfAt;
    private final long noiseAt;
    private final long truthAt;

    /**
     * @throws IOException where the file cannot be made
     */
    public StampWriter(Path target, StampLayout layout) throws IOException {
        this.layout = layout;
        this.pixelBytes = layout.doublePrecision() ? 8 : 4;
        int pixels = Math.max(layout.nx() * layout.ny(), layout.psfSize() * layout.psfSize());
        buffer = ByteBuffer.allocate(
                Math.max(pixels * pixelBytes, 8 * (layout.truth().size() + 1)));
        file = new AtomicFile(target);
        try {
            channel = FileChannel.open(file.temporary(), StandardOpenOption.WRITE);
            header(new FitsHeader()
                    .set("SIMPLE", true)
                    .set("BITPIX", 8)
                    .set("NAXIS", 0)
                    .set("EXTEND", true)
                    .setAll(layout.provenance()));
            imageAt = cube("IMAGE", layout.count(), layout.nx(), layout.ny());
            weightAt = layout.weight() ? cube("WEIGHT", layout.count(), layout.nx(), layout.ny()) : -1;
            psfAt = layout.psfCount() > 0 ? cube("PSF", layout.psfCount(), layout.psfSize(), layout.psfSize()) : -1;
            noiseAt = layout.noise() ? cube("NOISE", layout.count(), layout.nx(), layout.ny()) : -1;
            truthAt = truth();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void header(FitsHeader header) throws IOException {
        byte[] bytes = header.toBytes();
        write(ByteBuffer.wrap(bytes), end);
        end += bytes.length;
    }

    private long cube(String name, long n, int nx, int ny) throws IOException {
        FitsHeader header = new FitsHeader()
                .set("XTENSION", "IMAGE")
                .set("BITPIX", -8 * pixelBytes)
                .set("NAXIS", 3)
                .set("NAXIS1", nx)
                .set("NAXIS2", ny)
                .set("NAXIS3", n)
                .set("PCOUNT", 0)
                .set("GCOUNT", 1)
                .set("EXTNAME", name)
                .set("PIXSCALE", layout.pixelScale());
        if (name.equals("IMAGE") && Double.isFinite(layout.noiseSigma())) {
            header.set("NOISESIG", layout.noiseSigma());
        }
        header.comment("[n][y][x]; PIXSCALE in arcsec a pixel; the value is the flux in the pixel"
                + (name.equals("WEIGHT") ? " (here: inverse variance, 0 = masked)" : ""));
        header(header);
        long at = end;
        end += padded(n * nx * ny * pixelBytes);
        return at;
    }

    private long truth() throws IOException {
        FitsTable table = new FitsTable();
        table.add("id", "", new long[0]);
        for (StampLayout.Column column : layout.truth()) {
            table.add(column.name(), column.unit(), new double[0]);
        }
        header(table.headerFor("TRUTH", layout.count()));
        long at = end;
        end += padded(layout.count() * table.rowBytes());
        return at;
    }

    private static long padded(long bytes) {
        return (bytes + FitsHeader.BLOCK - 1) / FitsHeader.BLOCK * FitsHeader.BLOCK;
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private void pixels(long start, long number, int size, double[] values) throws IOException {
        buffer.clear();
        for (int i = 0; i < size; i++) {
            if (pixelBytes == 8) {
                buffer.putDouble(values[i]);
            } else {
                buffer.putFloat((float) values[i]);
            }
        }
        write(buffer.flip(), start + number * size * pixelBytes);
    }

    /** Writes stamp i, [ny][nx]. */
    public void image(long i, double[] values) throws IOException {
        pixels(imageAt, i, layout.nx() * layout.ny(), values);
    }

    /** Writes the weights of stamp i. */
    public void weight(long i, double[] values) throws IOException {
        pixels(weightAt, i, layout.nx() * layout.ny(), values);
    }

    /** Writes PSF image i. */
    public void psf(long i, double[] values) throws IOException {
        pixels(psfAt, i, layout.psfSize() * layout.psfSize(), values);
    }

    /** Writes noise field i. */
    public void noise(long i, double[] values) throws IOException {
        pixels(noiseAt, i, layout.nx() * layout.ny(), values);
    }

    /** Writes row i of TRUTH. */
    public void truth(long i, long id, List<Double> values) throws IOException {
        buffer.clear().putLong(id);
        values.forEach(buffer::putDouble);
        int row = buffer.position();
        write(buffer.flip(), truthAt + i * row);
    }

    /** Completes the file and gives it its name. */
    public void commit() throws IOException {
        if (channel.size() < end) {
            write(ByteBuffer.allocate(1), end - 1);
        }
        channel.close();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        file.close();
    }
}
