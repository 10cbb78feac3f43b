package io.github.claudecliproxy.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Open Liberty with the Jakarta EE 10 web profile, started by {@code bin/server run}. */
final class OpenLiberty implements Distribution {
    private static final String NAME = "proxy";

    @Override
    public void configure(Site site) throws IOException {
        Path server = Files.createDirectories(folder(site));
        Files.createDirectories(server.resolve("configDropins/overrides"));
        Files.writeString(server.resolve("server.xml"), """
                <server>
                  <featureManager><feature>webProfile-10.0</feature></featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                </server>
                """.formatted(site.port()));
        Files.writeString(
                server.resolve("jvm.options"),
                site.properties().entrySet().stream()
                        .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    @Override
    public List<String> command(Site site) {
        return List.of("bash", site.home().resolve("bin/server").toString(), "run", NAME);
    }

    @Override
    public Map<String, String> environment(Site site) {
        return Map.of("WLP_USER_DIR", site.base().toString());
    }

    /**
     * By a line of configuration, not into {@code dropins}: Liberty reads classes from the file to the last, so that a file
     * deleted there takes away what the application needs for its own end.
     */
    @Override
    public void deploy(Site site, Path war, String context, Map<String, String> parameters) throws IOException {
        Path line = Files.writeString(
                site.base().resolve("application.xml"),
                "<server><webApplication contextRoot=\"/%s\" location=\"%s\"/></server>"
                        .formatted(context.isEmpty() ? "" : context.substring(1), war));
        Trees.place(line, dropped(site, context));
    }

    @Override
    public void undeploy(Site site, String context) throws IOException {
        Files.delete(dropped(site, context));
    }

    @Override
    public boolean managesThreads() {
        return true;
    }

    /**
     * WsLogger.ivTC.aClass is the class that first asked for a logger, and each later application has that logger in its
     * statics: as many as had a first use of something, here the first start and the first turn.
     */
    @Override
    public int copiesThatItKeeps() {
        return 2;
    }

    private static Path dropped(Site site, String context) {
        String name = context.isEmpty() ? "root" : context.substring(1);
        return folder(site).resolve("configDropins/overrides/" + name + ".xml");
    }

    private static Path folder(Site site) {
        return site.base().resolve("servers/" + NAME);
    }
}
