package org.shearnet.galaxysim.fits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of the sky, as observatories and GalSim write them. */
class SkyMapTest {

    private static final double EXACT = 1e-12;

    private static FitsHeader header(String cards) {
        FitsHeader header = new FitsHeader();
        for (String card : cards.split("; ")) {
            String[] parts = card.split("=");
            Object value = parts[1].matches("[-+0-9.eE]+") ? (Object) Double.valueOf(parts[1]) : parts[1];
            header.set(parts[0], value);
        }
        return header;
    }

    private static void assertMap(SkyMap map, double dudx, double dudy, double dvdx, double dvdy) {
        assertThat(map.dudx()).isCloseTo(dudx, within(EXACT));
        assertThat(map.dudy()).isCloseTo(dudy, within(EXACT));
        assertThat(map.dvdx()).isCloseTo(dvdx, within(EXACT));
        assertThat(map.dvdy()).isCloseTo(dvdy, within(EXACT));
    }

    @Test
    void northUpEastLeftIsTheUnflippedSky() {
        SkyMap map =
                SkyMap.of(header("CTYPE1=RA---TAN; CTYPE2=DEC--TAN; CD1_1=-0.00005; CD2_2=0.00005"), Double.NaN, "x");
        assertMap(map, 0.18, 0, 0, 0.18);
        assertThat(map.isSquare()).isTrue();
        SkyMap flipped =
                SkyMap.of(header("CTYPE1=RA---TAN; CTYPE2=DEC--TAN; CD1_1=0.00005; CD2_2=0.00005"), Double.NaN, "x");
        assertMap(flipped, -0.18, 0, 0, 0.18);
        assertThat(flipped.isSquare()).isFalse();
    }

    @Test
    void axesMayBeSwapped() {
        SkyMap map =
                SkyMap.of(header("CTYPE1=DEC--TAN; CTYPE2=RA---TAN; CD1_1=0.00005; CD2_2=-0.00005"), Double.NaN, "x");
        // x runs north, y runs west
        assertMap(map, 0, 0.18, 0.18, 0);
    }

    @Test
    void pcWithCdeltAndCrotaSayTheSame() {
        double c = Math.cos(Math.toRadians(30));
        double s = Math.sin(Math.toRadians(30));
        String axes = "CTYPE1=RA---TAN; CTYPE2=DEC--TAN; CDELT1=-0.0001; CDELT2=0.0001; ";
        SkyMap rotated = SkyMap.of(header(axes + "CROTA2=30"), Double.NaN, "x");
        SkyMap pc = SkyMap.of(
                header(axes + "PC1_1=" + c + "; PC1_2=" + -s + "; PC2_1=" + s + "; PC2_2=" + c), Double.NaN, "x");
        // CDELT1 is negative: Calabretta and Greisen 2002, eq. 189, PC2_1 = sin CDELT1/CDELT2
        assertThat(rotated.scale()).isCloseTo(0.36, within(EXACT));
        assertThat(pc.scale()).isCloseTo(0.36, within(EXACT));
        assertMap(rotated, 0.36 * c, 0.36 * s, -0.36 * s, 0.36 * c);
    }

    @Test
    void galSimsLinearAxesAreArcsec() {
        assertMap(
                SkyMap.of(
                        header(
                                "GS_WCS=Jacobian; CTYPE1=LINEAR; CTYPE2=LINEAR; CD1_1=0.2; CD1_2=0.01; CD2_1=0.02; CD2_2=0.21"),
                        Double.NaN,
                        "x"),
                0.2,
                0.01,
                0.02,
                0.21);
    }

    @Test
    void pixelCountsAreNoSky() {
        assertThat(SkyMap.of(header("CTYPE1=LINEAR; CTYPE2=LINEAR; CDELT1=1; CDELT2=1"), 0.2, "x"))
                .isNull();
        assertThat(SkyMap.of(header("NOISESIG=1"), 0.2, "x")).isNull();
        assertThat(SkyMap.of(header("CD1_1=0.2; CD2_2=0.2"), 0.2, "x").scale()).isCloseTo(0.2, within(EXACT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CTYPE1=RA---TAN-SIP; CTYPE2=DEC--TAN-SIP; CD1_1=1e-5; CD2_2=1e-5 | NaN | with distortions",
                "CTYPE1=RA---TPV; CTYPE2=DEC--TPV; CD1_1=1e-5; CD2_2=1e-5 | NaN | varies over the image",
                "CTYPE1=RA---CAR; CTYPE2=DEC--CAR; CD1_1=1e-5; CD2_2=1e-5 | NaN | varies over the image",
                "CTYPE1=RA---TAN; CTYPE2=DEC--TAN; CD1_1=1e-5; CD1_2=1e-5; CD2_1=1e-5; CD2_2=1e-5 | NaN | no inverse",
                "CTYPE1=RA---TAN; CTYPE2=DEC--TAN; CD1_1=-1e-5; CD2_2=1e-5 | 0.2 | PIXSCALE says 0.2",
                "CD1_1=-1e-5; CD2_2=1e-5 | NaN | its unit is unknown"
            })
    void whatCannotBeUsedIsRefused(String cards, double pixelScale, String message) {
        assertThatThrownBy(() -> SkyMap.of(header(cards), pixelScale, "file: HDU 1"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("file: HDU 1");
    }
}
