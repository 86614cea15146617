package org.shearnet.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.galaxysim.fits.AtomicFile;

/** Fills a template: one page that carries its pictures, opens offline and prints. */
final class ReportPage {

    private static final int PNG_WIDTH_AT = 16;

    private ReportPage() {}

    static void write(String template, Path file, Map<String, Object> model) throws IOException {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(ReportPage.class, "");
        templates.setOutputFormat(HTMLOutputFormat.INSTANCE);
        templates.setDefaultEncoding("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        StringWriter page = new StringWriter();
        try {
            templates.getTemplate(template).process(model, page);
        } catch (TemplateException e) {
            throw new IllegalStateException(template + ": " + e.getMessage(), e);
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, page.toString()));
    }

    /** A figure as a template takes it: {@code name}, {@code src} (a data URI), {@code width} and {@code height}. */
    static Map<String, Object> figure(String name, Path png) throws IOException {
        byte[] bytes = Files.readAllBytes(png);
        ByteBuffer header = ByteBuffer.wrap(bytes, PNG_WIDTH_AT, 2 * Integer.BYTES);
        return Map.of(
                "name",
                name,
                "src",
                "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes),
                "width",
                Integer.toString(header.getInt() / Style.SCALE),
                "height",
                Integer.toString(header.getInt() / Style.SCALE));
    }

    /** A section as the macro {@code blocks} takes it; its figures lie in the folder. */
    static Map<String, Object> section(Path folder, Section section) throws IOException {
        List<Map<String, Object>> blocks = new ArrayList<>();
        for (Section.Block block : section.blocks()) {
            blocks.add(block(folder, block));
        }
        return Map.of("id", section.id(), "title", section.title(), "blocks", blocks);
    }

    private static Map<String, Object> block(Path folder, Section.Block block) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("kind", block.kind());
        model.put("text", block.text());
        model.put("heads", block.heads());
        model.put("rows", block.rows());
        model.put("csv", block.csv());
        if (!block.png().isEmpty()) {
            String stem = block.png().replaceFirst("\\.png$", "");
            model.put("figure", figure(stem, folder.resolve(block.png())));
            model.put("png", block.png());
            model.put("svg", stem + ".svg");
        }
        return model;
    }
}
