package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.app.Proxy;
import io.github.claudecliproxy.app.ProxySettings;
import io.github.claudecliproxy.app.ProxyWebListener;
import io.github.claudecliproxy.app.StartLog;
import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.core.StandardThreadExecutor;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;

/** An embedded Tomcat that serves the proxy and nothing else. */
public final class EmbeddedServer implements AutoCloseable {
    /** Waiting requests hold no thread: these only read requests, submit work and write short answers. */
    private static final int CONTAINER_THREADS = 8;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int BACKLOG = 1024;
    private static final int IO_TIMEOUT_MS = 20_000;
    private static final int MAX_CONNECTIONS = 8192;
    private static final int MIN_CONNECTIONS = 128;
    /** What a connection costs before its caller is known: Tomcat's buffers for unfinished headers. */
    private static final int BYTES_A_CONNECTION = 64 * 1024;

    /** The part of the heap that connections may take: one half. */
    private static final int HEAP_PARTS = 2;

    private static final int MAX_HEADERS = 100;

    private final Settings settings;
    private final Tomcat tomcat = new Tomcat();
    private final StandardThreadExecutor threads = new StandardThreadExecutor();
    private final Path folder;

    private EmbeddedServer(Settings settings) throws IOException {
        this.settings = settings;
        this.folder = Files.createTempDirectory("claude-cli-proxy-server-");
    }

    /**
     * Starts the server.
     *
     * @throws SettingException one line that says what is in the way
     */
    public static EmbeddedServer start(Settings settings) throws SettingException, IOException {
        ProxySettings.of(settings); // reports a wrong setting before anything is opened
        List<InetAddress> hosts = ListenAddresses.of(settings);
        int port = settings.number(Setting.CLAUDE_PROXY_PORT);
        SelfCall.refuse(settings, hosts, port);
        EmbeddedServer server = new EmbeddedServer(settings);
        try {
            server.open(hosts, port, settings.number(Setting.CLAUDE_PROXY_BODY_TIMEOUT_MS));
            return server;
        } catch (LifecycleException | RuntimeException failed) {
            server.close();
            throw explained(failed, port);
        }
    }

    private void open(List<InetAddress> hosts, int port, int bodyTimeoutMs) throws LifecycleException {
        Registry.disableRegistry(); // nobody uses Tomcat's MBeans, and they take a fifth of the start
        tomcat.setBaseDir(folder.toString());
        tomcat.getServer().setPort(-1);
        Context context = addProxy();
        addThreads();
        int connections = maxConnections(Runtime.getRuntime().maxMemory(), hosts.size());
        Connector first = connector(hosts.get(0), port, bodyTimeoutMs, connections);
        tomcat.setConnector(first);
        List<InetAddress> others = hosts.subList(1, hosts.size());
        if (port != 0) {
            others.forEach(host -> addConnector(host, port, bodyTimeoutMs, connections));
        }
        tomcat.start();
        if (context.getState() != LifecycleState.STARTED) {
            throw new LifecycleException("the application did not start");
        }
        if (port == 0) { // the other addresses take the port that the first one got
            others.forEach(host -> addConnector(host, first.getLocalPort(), bodyTimeoutMs, connections));
        }
        StartLog.started(new StartLog.Where(port(), NetworkAddresses.url(hosts.get(0), port())), "launcher", proxy());
    }

    private Context addProxy() {
        Context context = tomcat.addContext("", folder.toString());
        context.addApplicationListener(ProxyWebListener.class.getName());
        if (context instanceof StandardContext standard) {
            standard.setFailCtxIfServletStartFails(true);
        }
        context.setParentClassLoader(EmbeddedServer.class.getClassLoader());
        context.getServletContext().setAttribute(ProxyWebListener.SETTINGS_ATTRIBUTE, settings);
        if (tomcat.getHost() instanceof StandardHost host) {
            host.setErrorReportValveClass(ApiErrorReport.class.getName());
            host.getPipeline().addValve(new UnreadBodies());
        }
        return context;
    }

    /** One pool for all addresses. */
    private void addThreads() {
        threads.setName("http");
        threads.setNamePrefix("http-");
        threads.setMaxThreads(CONTAINER_THREADS);
        threads.setMinSpareThreads(2);
        tomcat.getService().addExecutor(threads);
    }

    private void addConnector(InetAddress host, int port, int bodyTimeoutMs, int connections) {
        tomcat.getService().addConnector(connector(host, port, bodyTimeoutMs, connections));
    }

    /** For one address. Those of all addresses together must leave room in the heap for the work. */
    private static int maxConnections(long heapBytes, int addresses) {
        long affordable = heapBytes / HEAP_PARTS / BYTES_A_CONNECTION / addresses;
        return (int) Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, affordable));
    }

    private Connector connector(InetAddress host, int port, int bodyTimeoutMs, int connections) {
        Connector connector =
                new Connector(new TimedHeaders(Duration.ofMillis(Math.min(IO_TIMEOUT_MS, bodyTimeoutMs))));
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        connector.setXpoweredBy(false);
        connector.setProperty("address", host.getHostAddress());
        connector.getProtocolHandler().setExecutor(threads);
        connector.setProperty("acceptCount", String.valueOf(BACKLOG));
        connector.setProperty("connectionTimeout", String.valueOf(IO_TIMEOUT_MS));
        connector.setProperty("maxConnections", String.valueOf(connections));
        connector.setProperty("maxHeaderCount", String.valueOf(MAX_HEADERS));
        // the proxy's own timeout for a body has an answer in the API's form, so Tomcat's must not come first
        connector.setProperty("disableUploadTimeout", "false");
        connector.setProperty("connectionUploadTimeout", String.valueOf(bodyTimeoutMs + IO_TIMEOUT_MS));
        connector.setProperty("keepAliveTimeout", String.valueOf(3 * IO_TIMEOUT_MS));
        connector.setProperty("maxKeepAliveRequests", "-1"); // unlimited: a new connection costs more than a request
        connector.setProperty("maxHttpRequestHeaderSize", String.valueOf(MAX_HEADER_BYTES));
        return connector;
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    Proxy proxy() {
        Context context = (Context) tomcat.getHost().findChildren()[0];
        if (context.getServletContext().getAttribute(ProxyWebListener.PROXY_ATTRIBUTE) instanceof Proxy proxy) {
            return proxy;
        }
        throw new IllegalStateException("the application has not started");
    }

    /** Takes no new work and lets running work end. Meanwhile the server still answers: 503 for new work. */
    public void drain() {
        proxy().drain();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException already) {
            // it has never started, or is stopped already
        }
        Folders.delete(folder);
    }

    private static SettingException explained(Exception failed, int port) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new SettingException("CLAUDE_PROXY_PORT: port " + port + " cannot be opened ("
                        + cause.getMessage() + "); stop the program that has it or set another");
            }
        }
        return new SettingException("The server did not start: " + failed.getMessage());
    }
}
