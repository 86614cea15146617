package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StyleTest {

    @TempDir
    private Path folder;

    @Test
    void aPictureWithinAFigureTakesNoFileOfItsOwn() throws IOException {
        BufferedImage stamp = new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB);
        Path png = folder.resolve("stamp.png");
        boolean[] cached = new boolean[1];
        Style.draw(png, 30, 20, g -> {
            g.drawImage(stamp, 0, 0, null);
            cached[0] = ImageIO.getUseCache();
        });
        assertThat(cached[0]).isFalse();
        assertThat(Files.readString(Style.svg(png))).contains("data:image/png;base64");
    }
}
