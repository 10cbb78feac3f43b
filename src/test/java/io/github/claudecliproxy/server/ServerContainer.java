package io.github.claudecliproxy.server;

import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.ApplicationScoped;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.shrinkwrap.api.Archive;

/**
 * Runs any of the servers from its own distribution, by its own start script, and deploys the packaged file as a user
 * does: by copying it. Adapters that others have written exist for some of the servers only, each wants a class path of
 * its own, and most deploy through an administration port.
 */
public final class ServerContainer implements DeployableContainer<ServerConfiguration> {
    @Inject
    @ApplicationScoped
    private InstanceProducer<RunningServer> running;

    private ServerConfiguration configuration;

    @Override
    public Class<ServerConfiguration> getConfigurationClass() {
        return ServerConfiguration.class;
    }

    @Override
    public void setup(ServerConfiguration given) {
        this.configuration = given;
    }

    @Override
    public void start() throws LifecycleException {
        try {
            Path folder = Path.of("target/servers", configuration.getName()).toAbsolutePath();
            ScriptedApi api = new ScriptedApi();
            GatedCli cli = new GatedCli(Trees.fresh(folder.resolve("home")));
            Site site = new Site(
                    only(folder.resolve("distribution")),
                    Trees.fresh(folder.resolve("base")),
                    Site.freePort(),
                    Site.freePort(),
                    configuration.javaHome(),
                    environment(cli, api),
                    Map.of("MAX_CONCURRENT", "1"));
            running.set(new RunningServer(Distribution.of(configuration.getName()), site, cli, api));
        } catch (IOException failure) {
            throw new LifecycleException("cannot start " + configuration.getName(), failure);
        }
    }

    /** What the server's user exports before the start. */
    private Map<String, String> environment(GatedCli cli, ScriptedApi api) {
        Map<String, String> environment = cli.environment(api.url());
        environment.put("JAVA_HOME", configuration.javaHome().toString());
        environment.put("MAX_QUEUE_DEPTH", "300");
        environment.put("CLAUDE_PROXY_MAX_BODY_BYTES", "65536");
        // no ping pushes out what a server has kept back
        environment.put("STREAM_PING_MS", "3600000");
        // a server that runs for half a minute is quicker so; soft references hide what is really kept
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:SoftRefLRUPolicyMSPerMB=0");
        return environment;
    }

    private static Path only(Path folder) throws IOException {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            return inside.iterator().next();
        }
    }

    /** The archive only names the context: what is copied is the packaged file, byte for byte. */
    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        try {
            running.get().deploy(context(archive), Map.of());
            return new ProtocolMetaData()
                    .addContext(new HTTPContext("127.0.0.1", running.get().port()));
        } catch (IOException failure) {
            throw new DeploymentException("cannot deploy " + archive.getName(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DeploymentException("interrupted", interrupted);
        }
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            running.get().undeploy(context(archive));
        } catch (IOException failure) {
            throw new DeploymentException("cannot undeploy " + archive.getName(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DeploymentException("interrupted", interrupted);
        }
    }

    private static String context(Archive<?> archive) {
        return "/" + archive.getName().replaceFirst("\\.war$", "");
    }

    @Override
    public void stop() {
        if (running.get() != null) {
            running.get().close();
        }
    }

    /** Tests are clients; nothing of theirs runs in the server. */
    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Local");
    }
}
