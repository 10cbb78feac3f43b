package io.github.claudecliproxy.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** WildFly, started by {@code bin/standalone.sh}. */
final class WildFly implements Distribution {
    @Override
    public void configure(Site site) throws IOException {
        Trees.copy(site.home().resolve("standalone"), site.base());
    }

    @Override
    public List<String> command(Site site) {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                site.home().resolve("bin/standalone.sh").toString(),
                "-Djboss.server.base.dir=" + site.base(),
                "-Djboss.http.port=" + site.port(),
                "-Djboss.https.port=" + Site.freePort(),
                "-Djboss.management.http.port=" + site.adminPort()));
        site.properties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        return command;
    }

    @Override
    public void deploy(Site site, Path war, String context, Map<String, String> parameters) throws IOException {
        Trees.place(war, dropped(site, context));
    }

    @Override
    public void undeploy(Site site, String context) throws IOException {
        Files.delete(dropped(site, context));
    }

    @Override
    public boolean managesThreads() {
        return true;
    }

    /** Idle threads of its pool still have their last request on their stacks. */
    @Override
    public int copiesThatItKeeps() {
        return 2;
    }

    private static Path dropped(Site site, String context) {
        return site.base().resolve("deployments/" + (context.isEmpty() ? "ROOT" : context.substring(1)) + ".war");
    }
}
