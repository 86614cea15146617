package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.psf.PsfexModel;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * What the section {@code input} names.
 *
 * @param catalogs that columns are taken from
 * @param psfex the PSFEx model, or null
 */
record SceneInputs(List<Catalog> catalogs, PsfexModel psfex) {

    static final Vocabulary<InputFiles, SceneInputs> WORDS = GalSimWords.<InputFiles, SceneInputs>vocabulary(
                    "input", "")
            .register(
                    "catalog",
                    "FITS table (`hdu` by number, the primary is 0, or by name) or text; a list gives several",
                    Catalog.KEYS,
                    (node, files) -> new SceneInputs(List.of(Catalog.parse(node, files)), null))
            .register(
                    "des_psfex",
                    "a PSFEx model",
                    Keys.none().must("file_name", "").may("dir", ""),
                    (node, files) -> new SceneInputs(List.of(), Images.input(node, files)));

    /** Rows of the first catalogue, 0 without one. */
    long rows() {
        return catalogs.isEmpty() ? 0 : catalogs.get(0).rows();
    }

    /** @param input the section, or null */
    static SceneInputs parse(YamlNode input, InputFiles files) {
        List<Catalog> catalogs = new ArrayList<>();
        PsfexModel psfex = null;
        if (input != null) {
            GalSimWords.REFUSED.check(input, java.util.Set.of());
            input.only(WORDS.names());
            for (String word : WORDS.names()) {
                YamlNode section = input.find(word);
                for (YamlNode one : sections(word, section)) {
                    SceneInputs found = WORDS.parseAs(word, one, files);
                    catalogs.addAll(found.catalogs);
                    psfex = found.psfex == null ? psfex : found.psfex;
                }
            }
        }
        return new SceneInputs(catalogs, psfex);
    }

    private static List<YamlNode> sections(String word, YamlNode section) {
        if (section == null) {
            return List.of();
        }
        if (section.isList() && word.equals("catalog")) {
            if (section.items().isEmpty()) {
                throw section.error("the list is empty");
            }
            return section.items();
        }
        return List.of(section);
    }
}
