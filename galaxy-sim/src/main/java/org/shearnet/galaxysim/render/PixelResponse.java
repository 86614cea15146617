package org.shearnet.galaxysim.render;

/** Whether the pixel's own blur is still to be applied; it must be applied once, never twice. */
public enum PixelResponse {
    /** Convolve with the pixel: GalSim's draw_method auto. */
    CONVOLVE,
    /** The PSF already contains the pixel (a PSFEx model, an observed star): GalSim's draw_method no_pixel. */
    INCLUDED
}
