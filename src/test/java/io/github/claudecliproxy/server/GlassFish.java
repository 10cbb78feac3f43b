package io.github.claudecliproxy.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Eclipse GlassFish, and Payara which has come from it, started by {@code bin/asadmin start-domain}.
 *
 * @param payara which of the two
 */
record GlassFish(boolean payara) implements Distribution {
    private static final List<Integer> OTHER_PORTS = List.of(8181, 3700, 3820, 3920, 8686);

    @Override
    public void configure(Site site) throws IOException {
        Trees.copy(site.home().resolve("glassfish/domains/domain1"), domain(site));
        Files.createDirectories(domain(site).resolve("autodeploy"));
        Path configuration = domain(site).resolve("config/domain.xml");
        Trees.edit(configuration, "port=\"8080\"", "port=\"" + site.port() + "\" address=\"127.0.0.1\"");
        Trees.edit(configuration, "port=\"4848\"", "port=\"" + site.adminPort() + "\" address=\"127.0.0.1\"");
        for (int port : OTHER_PORTS) {
            Trees.edit(configuration, "port=\"" + port + "\"", "port=\"" + Site.freePort() + "\"");
        }
        String options = site.properties().entrySet().stream()
                .map(entry -> "<jvm-options>-D" + entry.getKey() + "=" + entry.getValue() + "</jvm-options>")
                .collect(Collectors.joining());
        Trees.edit(configuration, "</java-config>", options + "</java-config>");
    }

    /** Its log also goes to stdout; its log file sometimes stays empty. */
    @Override
    public List<String> command(Site site) {
        return asadmin(
                site, "start-domain", "--verbose", "--domaindir", domains(site).toString(), "domain1");
    }

    /** A file in autodeploy is deployed under its name; the root needs a command of the administration. */
    @Override
    public void deploy(Site site, Path war, String context, Map<String, String> parameters)
            throws IOException, InterruptedException {
        if (context.isEmpty()) {
            run(site, "deploy", "--contextroot", "/", "--name", "root", war.toString());
        } else {
            Trees.place(war, dropped(site, context));
        }
    }

    @Override
    public void undeploy(Site site, String context) throws IOException, InterruptedException {
        if (context.isEmpty()) {
            run(site, "undeploy", "root");
        } else {
            Files.delete(dropped(site, context));
        }
    }

    /** GlassFish closes its connections first when it is terminated. */
    @Override
    public boolean drainsAtItsEnd() {
        return payara;
    }

    @Override
    public boolean managesThreads() {
        return true;
    }

    /** Its pool for asynchronous requests: glassfish-web-async-thread-1 has the class loader that it was started with. */
    @Override
    public int copiesThatItKeeps() {
        return 1;
    }

    /** GlassFish: each WebappClassLoader starts one in its own context, by JarFileManager.scheduler, and never ends it. */
    @Override
    public String threadLeftBehind() {
        return "JarFileManager-";
    }

    private static List<String> asadmin(Site site, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("bash", site.home().resolve("bin/asadmin").toString(), "--port", "" + site.adminPort()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(Site site, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(asadmin(site, arguments))
                .redirectErrorStream(true)
                .redirectOutput(site.base().resolveSibling("asadmin.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(site.environment());
        Process process = builder.start();
        if (!process.waitFor(RunningServer.START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    "asadmin failed, see its log in " + site.base().getParent());
        }
    }

    private static Path dropped(Site site, String context) {
        return domain(site).resolve("autodeploy/" + context.substring(1) + ".war");
    }

    private static Path domains(Site site) {
        return site.base().resolve("domains");
    }

    private static Path domain(Site site) {
        return domains(site).resolve("domain1");
    }
}
