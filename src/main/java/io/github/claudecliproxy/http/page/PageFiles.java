package io.github.claudecliproxy.http.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * The files of the page, read once from the class path. They are a fixed list: a request only ever picks one of them by its
 * name, so no path of a client reaches a file.
 */
final class PageFiles {
    static final String INDEX = "index.html";

    static final List<String> OWN = List.of(
            INDEX,
            "style.css",
            "icon.svg",
            "theme.js",
            "main.js",
            "api.js",
            "dom.js",
            "live.js",
            "charts.js",
            "usage.js",
            "about.js",
            "playground.js",
            "snippets.js");

    private static final String FOLDER = "/page/";
    private static final String CHARTS_BUILD = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    /** The library that draws the charts: its names here, and in its jar. */
    private static final Map<String, String> OF_CHARTS =
            Map.of("uplot.js", "uPlot.iife.min.js", "uplot.css", "uPlot.min.css");

    private final Map<String, PageFile> files = new HashMap<>();

    PageFiles() {
        OWN.forEach(name -> add(name, FOLDER + name));
        String charts = "/META-INF/resources/webjars/uplot/" + chartsVersion() + "/dist/";
        OF_CHARTS.forEach((name, original) -> add(name, charts + original));
    }

    Optional<PageFile> named(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private void add(String name, String resource) {
        try (InputStream in = open(resource)) {
            files.put(name, new PageFile(name, in.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String chartsVersion() {
        Properties build = new Properties();
        try (InputStream in = open(CHARTS_BUILD)) {
            build.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return Objects.requireNonNull(build.getProperty("version"));
    }

    private static InputStream open(String resource) {
        InputStream in = PageFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is not on the class path: the WAR was not built whole");
        }
        return in;
    }
}
