package io.github.claudecliproxy.app;

import com.fasterxml.jackson.databind.type.TypeFactory;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.log.LogStop;
import io.github.claudecliproxy.usage.database.Drivers;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.util.ResourceBundle;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts and stops the proxy together with its web application, in any server. */
public final class ProxyWebListener implements ServletContextListener {
    /** Jersey logs a stack trace for each client that hangs up; we log those turns ourselves. */
    private static final Logger JERSEY_ON_GONE_CLIENTS =
            Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder");

    /** Jersey warns about each resource that is registered as an object, because it first takes it for a provider. */
    private static final Logger JERSEY_ON_PROVIDERS =
            Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    /** PostgreSQL's driver logs a URL that it does not understand, with its password. */
    private static final Logger POSTGRES = Logger.getLogger("org.postgresql");

    /** Context attribute with the settings that the launcher has read. */
    public static final String SETTINGS_ATTRIBUTE = Settings.class.getName();

    /** Context attribute with the running proxy, for the launcher. */
    public static final String PROXY_ATTRIBUTE = Proxy.class.getName();

    private @Nullable Proxy proxy;
    private @Nullable Thread drainHook;
    private boolean launched;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        JERSEY_ON_GONE_CLIENTS.setLevel(Level.OFF);
        JERSEY_ON_PROVIDERS.setLevel(Level.SEVERE);
        POSTGRES.setLevel(Level.OFF);
        try {
            launched = context.getAttribute(SETTINGS_ATTRIBUTE) instanceof Settings;
            Settings settings = launched
                    ? (Settings) context.getAttribute(SETTINGS_ATTRIBUTE)
                    : Settings.ofProcess(context::getInitParameter);
            Proxy started = new Proxy(ProxySettings.of(settings), settings);
            proxy = started;
            ServletRegistration.Dynamic servlet =
                    context.addServlet("claude-cli-proxy", new ProxyServlet(new ProxyApplication(started), started));
            servlet.setAsyncSupported(true);
            servlet.setLoadOnStartup(1);
            // a single mapping: JAX-RS takes each as a root of its paths; this one also hides the WAR's files
            servlet.addMapping("/*");
            context.setAttribute(PROXY_ATTRIBUTE, started);
            if (!launched) {
                StartLog.started(null, context.getServerInfo(), started);
            }
            StartLog.checks(settings, started);
            if (!launched) {
                drainWithTheServer(started);
            }
        } catch (SettingException | CliException wrong) {
            throw new IllegalStateException("claude-cli-proxy does not start: " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (proxy != null) {
            proxy.close();
        }
        forgetHook();
        if (!launched) {
            Drivers.forget();
            ResourceBundle.clearCache(ProxyWebListener.class.getClassLoader());
            // Payara gives its own Jackson to every application, whose cache would keep our libraries' classes
            TypeFactory.defaultInstance().clearCache();
            LogStop.stop();
        }
    }

    /**
     * A server that is ended by a signal gives running requests some time, but tells us only when that is over. So we
     * begin to drain with the signal. The launcher drains by itself.
     */
    private void drainWithTheServer(Proxy started) {
        Thread hook = new Thread(started::drain, "claude-cli-proxy-drain");
        Runtime.getRuntime().addShutdownHook(hook);
        drainHook = hook;
    }

    private void forgetHook() {
        try {
            if (drainHook != null) {
                Runtime.getRuntime().removeShutdownHook(drainHook);
            }
        } catch (IllegalStateException ending) {
            // the JVM is shutting down
        }
    }
}
