package org.shearnet.galaxysim.profile;

import java.util.List;
import org.junit.jupiter.api.Nested;

/** Every profile under the contract. */
class ProfileContractTest {

    @Nested
    class GaussianTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Gaussian.ofHalfLightRadius(1, 3);
        }
    }

    @Nested
    class ExponentialTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Exponential.ofHalfLightRadius(1, 3);
        }
    }

    @Nested
    class DeVaucouleursTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Sersic.deVaucouleurs(1, 3);
        }
    }

    @Nested
    class SersicOfSmallIndexTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Sersic(0.35, 1, 3);
        }
    }

    @Nested
    class SersicTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Sersic(2.34, 1, 3);
        }
    }

    @Nested
    class SersicOfLargeIndexTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Sersic(6.2, 1, 3);
        }

        /** The sum misses some of the cusp. */
        @Override
        double realVsFourier() {
            return 1e-2;
        }
    }

    @Nested
    class TruncatedSersicTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Sersic(1.8, 1, 4, 3);
        }
    }

    @Nested
    class MoffatTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Moffat.ofHalfLightRadius(2.5, 1, 0, 3);
        }
    }

    @Nested
    class ShallowMoffatTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Moffat.ofHalfLightRadius(1.3, 1, 0, 3);
        }
    }

    @Nested
    class TruncatedMoffatTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Moffat.ofHalfLightRadius(3, 1, 4, 3);
        }
    }

    @Nested
    class KolmogorovTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Kolmogorov.ofHalfLightRadius(1, 3);
        }
    }

    @Nested
    class AiryTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Airy(1.5, 0, 3);
        }
    }

    @Nested
    class ObscuredAiryTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Airy(1.5, 0.4, 3);
        }
    }

    @Nested
    class DeltaTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Delta(3);
        }
    }

    @Nested
    class BoxTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Box(1, 1, 3);
        }
    }

    @Nested
    class BulgeAndDiskTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Sersic.deVaucouleurs(0.6, 1)
                    .plus(Exponential.ofHalfLightRadius(1, 2).shear(0.2, 0));
        }
    }

    @Nested
    class ConvolutionTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return new Convolution(List.of(Exponential.ofHalfLightRadius(1, 3), Moffat.ofFwhm(3, 0.7, 0, 1)));
        }
    }

    @Nested
    class TransformTest extends ProfileContract {
        @Override
        LightProfile profile() {
            return Exponential.ofHalfLightRadius(1, 3).shear(0.3, 0.2);
        }
    }

    @Nested
    class SampledTest extends ProfileContract {
        @Override
        LightProfile profile() {
            int n = 40;
            double[] image = new double[n * n];
            for (int y = 0; y < n; y++) {
                for (int x = 0; x < n; x++) {
                    double dx = (x - 19.5) * 0.3;
                    double dy = (y - 19.5) * 0.3;
                    image[y * n + x] = Math.exp(-0.5 * (dx * dx + dy * dy));
                }
            }
            return new SampledProfile(image, n, n, 0.3, Interpolant.LANCZOS5).withFlux(3);
        }

        /** Beyond the Nyquist frequency an interpolant lets something through. */
        @Override
        double beyondMaxK() {
            return 2e-3;
        }
    }
}
