package org.shearnet.galaxysim.fits;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which HDUs of a file hold stamps, weights, masks, PSFs and noise, plane by plane, and which are not used. */
final class StampHdus {

    private static final List<HduRole> OF_NOISE = List.of(HduRole.WEIGHT, HduRole.VARIANCE, HduRole.SIGMA);

    private final FitsFile file;
    private final Map<HduRole, List<FitsFile.Hdu>> hdus = new EnumMap<>(HduRole.class);
    private final List<FitsFile.Hdu> unused = new ArrayList<>();
    /** Where no HDU holds stamps; else null. */
    private final Vignettes vignettes;

    /**
     * @throws BadDataException where no HDU holds stamps, or two are said to
     */
    StampHdus(FitsFile file) {
        this.file = file;
        List<FitsFile.Hdu> nameless = new ArrayList<>();
        for (FitsFile.Hdu hdu : file.hdus()) {
            HduRole role = HduRole.of(hdu.name());
            if (role != null && !hdu.isImage() && !hdu.isTable()) {
                throw new BadDataException(file.where(hdu) + ": holds no image");
            }
            if (!hdu.isImage()) {
                continue;
            }
            if (role == null) {
                nameless.add(hdu);
            } else {
                hdus.computeIfAbsent(role, r -> new ArrayList<>()).add(hdu);
            }
        }
        FitsFile.Hdu table = nameless.isEmpty() && !hdus.containsKey(HduRole.IMAGE) ? Vignettes.find(file) : null;
        vignettes = table == null ? null : new Vignettes(file, table);
        if (vignettes == null && !hdus.containsKey(HduRole.IMAGE)) {
            hdus.put(HduRole.IMAGE, stampsAmong(nameless));
            nameless.removeAll(hdus.get(HduRole.IMAGE));
        }
        unused.addAll(nameless);
        for (Map.Entry<HduRole, List<FitsFile.Hdu>> entry : hdus.entrySet()) {
            requireOneKind(entry.getValue());
        }
        List<HduRole> noises = OF_NOISE.stream().filter(hdus::containsKey).toList();
        if (noises.size() > 1) {
            throw new BadDataException(file.path() + ": "
                    + noises.stream().map(role -> hdus.get(role).get(0).name()).collect(Collectors.joining(" and "))
                    + " both state the noise; leave one in the file");
        }
    }

    /** Images without a telling name: the first, and those after it that differ from it by a number at most. */
    private List<FitsFile.Hdu> stampsAmong(List<FitsFile.Hdu> nameless) {
        if (nameless.isEmpty()) {
            String others = hdus.values().stream()
                    .flatMap(List::stream)
                    .map(FitsFile.Hdu::name)
                    .collect(Collectors.joining(", "));
            throw new BadDataException(file.path()
                    + ": no HDU holds stamps (EXTNAME IMAGE or SCI, an image without a name, or a table with a column VIGNET"
                    + (others.isEmpty() ? ")" : "; " + others + " do not stand in for them)"));
        }
        String base = family(nameless.get(0));
        return new ArrayList<>(
                nameless.stream().filter(hdu -> family(hdu).equals(base)).toList());
    }

    private static String family(FitsFile.Hdu hdu) {
        String base = HduRole.base(hdu.name());
        return base.equals("PRIMARY") ? "" : base;
    }

    /** Several HDUs of one role are one image each, all of one shape. */
    private void requireOneKind(List<FitsFile.Hdu> all) {
        FitsFile.Hdu first = all.get(0);
        for (FitsFile.Hdu hdu : all) {
            int axes = hdu.axes().length;
            if (axes != 2 && axes != 3) {
                throw new BadDataException(
                        file.where(hdu) + ": " + axes + " axes, where a cube [n][ny][nx] or an image is wanted");
            }
            if (hdu.axes()[0] != first.axes()[0] || hdu.axes()[1] != first.axes()[1]) {
                throw new BadDataException(file.where(hdu) + ": " + hdu.axes()[1] + " x " + hdu.axes()[0]
                        + " pixels, "
                        + file.where(first).substring(file.path().toString().length() + 2) + " "
                        + first.axes()[1] + " x " + first.axes()[0] + "; stamps of one file have one size");
            }
            if (!family(hdu).equals(family(first))) {
                throw new BadDataException(file.path() + ": " + first.name() + " and " + hdu.name()
                        + " have names of the same meaning; leave one in the file");
            }
        }
    }

    boolean has(HduRole role) {
        return hdus.containsKey(role);
    }

    /** Which of WEIGHT, VARIANCE and SIGMA the file has; null for none. */
    HduRole noise() {
        return OF_NOISE.stream().filter(hdus::containsKey).findFirst().orElse(null);
    }

    /** The first HDU of a role, or null. */
    FitsFile.Hdu first(HduRole role) {
        return has(role) ? hdus.get(role).get(0) : null;
    }

    /** All images of a role. */
    Planes planes(HduRole role) {
        return vignettes != null && role == HduRole.IMAGE
                ? new Planes(vignettes)
                : new Planes(hdus.getOrDefault(role, List.of()));
    }

    /**
     * The images of a companion of the stamps: as many as stamps, or one for all; empty for none.
     *
     * @param sameSize whether they must have the stamps' size
     */
    Planes companions(HduRole role, int count, boolean sameSize) {
        Planes planes = planes(role);
        if (planes.isEmpty()) {
            return planes;
        }
        FitsFile.Hdu hdu = first(role);
        if (planes.count() != 1 && planes.count() != count) {
            throw new BadDataException(file.where(hdu) + ": " + planes.count() + " images for " + count
                    + " stamps (1 or " + count + " would fit)");
        }
        Planes image = planes(HduRole.IMAGE);
        if (sameSize && (planes.nx() != image.nx() || planes.ny() != image.ny())) {
            throw new BadDataException(file.where(hdu) + ": its shape differs from that of the stamps: " + hdu.axes()[1]
                    + " x " + hdu.axes()[0] + " pixels for " + image.ny() + " x " + image.nx());
        }
        return planes;
    }

    /** What a user should know of how the file was read, one line each; empty where all is as usual. */
    List<String> notes(FitsFile.Hdu tableUsed) {
        List<String> notes = new ArrayList<>();
        List<FitsFile.Hdu> images = hdus.getOrDefault(HduRole.IMAGE, List.of());
        if (images.size() > 1) {
            notes.add("stamps: " + images.size() + " image HDUs, " + number(images.get(0)) + " to "
                    + number(images.get(images.size() - 1)));
        }
        HduRole noise = noise();
        if (noise != null && noise != HduRole.WEIGHT) {
            notes.add(first(noise).name() + " read as "
                    + (noise == HduRole.VARIANCE ? "variances" : "standard deviations") + " of the pixels");
        }
        List<String> left = new ArrayList<>();
        for (FitsFile.Hdu hdu : file.hdus()) {
            if (unused.contains(hdu) || hdu.isTable() && hdu != tableUsed) {
                left.add(number(hdu) + (hdu.name().isEmpty() ? "" : " (" + hdu.name() + ")"));
            }
        }
        if (!left.isEmpty()) {
            notes.add("not used: HDU " + String.join(", ", left));
        }
        return notes;
    }

    private String number(FitsFile.Hdu hdu) {
        return Integer.toString(file.hdus().indexOf(hdu));
    }
}
