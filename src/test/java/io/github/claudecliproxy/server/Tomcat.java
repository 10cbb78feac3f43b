package io.github.claudecliproxy.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Apache Tomcat, started by {@code bin/catalina.sh run}. */
final class Tomcat implements Distribution {
    @Override
    public void configure(Site site) throws IOException {
        Path base = site.base();
        Trees.copy(site.home().resolve("conf"), base.resolve("conf"));
        for (String folder : List.of("bin", "logs", "temp", "webapps", "work")) {
            Files.createDirectories(base.resolve(folder));
        }
        Path server = base.resolve("conf/server.xml");
        Trees.edit(server, "<Server port=\"8005\"", "<Server port=\"-1\"");
        // ten threads, so that waiting requests cannot be hiding on them
        Trees.edit(
                server,
                "<Connector port=\"8080\" protocol=\"HTTP/1.1\"",
                "<Connector port=\"" + site.port()
                        + "\" address=\"127.0.0.1\" maxThreads=\"10\" protocol=\"HTTP/1.1\"");
        // how often it looks for new files, in s
        Trees.edit(server, "<Engine ", "<Engine backgroundProcessorDelay=\"1\" ");
        String properties = site.properties().entrySet().stream()
                .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
        Files.writeString(base.resolve("bin/setenv.sh"), "CATALINA_OPTS=\"$CATALINA_OPTS " + properties + "\"\n");
    }

    @Override
    public List<String> command(Site site) {
        return List.of("bash", site.home().resolve("bin/catalina.sh").toString(), "run");
    }

    @Override
    public Map<String, String> environment(Site site) {
        return Map.of("CATALINA_BASE", site.base().toString());
    }

    @Override
    public void deploy(Site site, Path war, String context, Map<String, String> parameters) throws IOException {
        if (parameters.isEmpty()) {
            Trees.place(war, site.base().resolve("webapps/" + name(context) + ".war"));
            return;
        }
        String lines = parameters.entrySet().stream()
                .map(entry -> "<Parameter name=\"%s\" value=\"%s\" override=\"false\"/>"
                        .formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
        Path written = Files.writeString(
                site.base().resolve("context.xml"),
                "<Context docBase=\"" + war + "\" unloadDelay=\"45000\">\n" + lines + "\n</Context>\n");
        Files.createDirectories(descriptor(site, context).getParent());
        Trees.place(written, descriptor(site, context));
    }

    @Override
    public void undeploy(Site site, String context) throws IOException {
        Files.deleteIfExists(descriptor(site, context));
        Files.deleteIfExists(site.base().resolve("webapps/" + name(context) + ".war"));
    }

    @Override
    public boolean takesParameters() {
        return true;
    }

    @Override
    public boolean redeploys() {
        return true;
    }

    private static Path descriptor(Site site, String context) {
        return site.base().resolve("conf/Catalina/localhost/" + name(context) + ".xml");
    }

    private static String name(String context) {
        return context.isEmpty() ? "ROOT" : context.substring(1);
    }
}
