package io.github.claudecliproxy.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Eclipse Jetty with the web applications of one Jakarta EE version, started by {@code java -jar start.jar}. */
record Jetty(String version) implements Distribution {
    @Override
    public void configure(Site site) throws IOException {
        Path base = site.base();
        Files.createDirectories(base.resolve("webapps"));
        Files.createDirectories(base.resolve("start.d"));
        // a property in the file of an eeNN module is that environment's alone
        Files.writeString(base.resolve("start.d/deploy.ini"), "--modules=" + version + "-deploy\n");
        Files.writeString(base.resolve("start.d/http.ini"), """
                --modules=http,graceful
                jetty.http.host=127.0.0.1
                jetty.http.port=%d
                jetty.threadPool.maxThreads=20
                jetty.deploy.scanInterval=1
                jetty.server.stopTimeout=45000
                """.formatted(site.port()));
    }

    @Override
    public List<String> command(Site site) {
        List<String> command = new ArrayList<>();
        command.add(site.javaHome().resolve("bin/java").toString());
        site.properties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + site.base(),
                "-jar",
                site.home().resolve("start.jar").toString()));
        return command;
    }

    @Override
    public void deploy(Site site, Path war, String context, Map<String, String> parameters) throws IOException {
        if (parameters.isEmpty()) {
            Trees.place(war, site.base().resolve("webapps/" + name(context) + ".war"));
            return;
        }
        String calls = parameters.entrySet().stream()
                .map(entry -> "<Call name=\"setInitParameter\"><Arg>%s</Arg><Arg>%s</Arg></Call>"
                        .formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
        Path written = Files.writeString(site.base().resolve("context.xml"), """
                <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                <Configure class="org.eclipse.jetty.%s.webapp.WebAppContext">
                  <Set name="contextPath">/%s</Set>
                  <Set name="war">%s</Set>
                  %s
                </Configure>
                """.formatted(
                        version, context.isEmpty() ? "" : context.substring(1), war, calls));
        Trees.place(written, site.base().resolve("webapps/" + name(context) + ".xml"));
    }

    @Override
    public void undeploy(Site site, String context) throws IOException {
        Files.deleteIfExists(site.base().resolve("webapps/" + name(context) + ".xml"));
        Files.deleteIfExists(site.base().resolve("webapps/" + name(context) + ".war"));
    }

    @Override
    public boolean takesParameters() {
        return true;
    }

    private static String name(String context) {
        return context.isEmpty() ? "root" : context.substring(1);
    }
}
