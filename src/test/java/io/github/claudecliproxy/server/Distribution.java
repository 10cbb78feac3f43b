package io.github.claudecliproxy.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What differs between servers. Each does what an operator of that server does by hand. */
interface Distribution {
    /** Writes the configuration into the empty base. */
    void configure(Site site) throws IOException;

    /** Starts the server in the foreground, with its log on stdout. */
    List<String> command(Site site);

    /** Where the proxy's lines arrive. */
    default Path log(Site site) {
        return site.base().resolveSibling("log");
    }

    /** Variables that the command wants beside the site's own. */
    default Map<String, String> environment(Site site) {
        return Map.of();
    }

    /**
     * Gives the running server an application.
     *
     * @param war the file to copy
     * @param context {@code /name}, or empty for the root
     * @param parameters context parameters; only where {@link #takesParameters}
     */
    void deploy(Site site, Path war, String context, Map<String, String> parameters)
            throws IOException, InterruptedException;

    /** Undeploys the application while the server runs; returns before it has stopped. */
    void undeploy(Site site, String context) throws IOException, InterruptedException;

    /** Whether an administrator can set context parameters without touching the WAR. */
    default boolean takesParameters() {
        return false;
    }

    /** Whether a file put over the one that runs replaces the application, and running requests may end before. */
    default boolean redeploys() {
        return false;
    }

    /** Whether it has a managed thread factory for its applications. */
    default boolean managesThreads() {
        return false;
    }

    /** Whether running requests may end before the server itself ends; else their connections are cut. */
    default boolean drainsAtItsEnd() {
        return true;
    }

    /** Copies of an application's classes that stay in memory, however often it was deployed. */
    default int copiesThatItKeeps() {
        return 0;
    }

    /** A thread that the server leaves behind each time, with the class loader of the application; empty for none. */
    default String threadLeftBehind() {
        return "";
    }

    /** The distribution of a server, by the name that the build gives it. */
    static Distribution of(String qualifier) {
        return switch (qualifier) {
            case "tomcat-10", "tomcat-11" -> new Tomcat();
            case "jetty-ee10" -> new Jetty("ee10");
            case "jetty-ee11" -> new Jetty("ee11");
            case "wildfly" -> new WildFly();
            case "open-liberty" -> new OpenLiberty();
            case "payara" -> new GlassFish(true);
            case "glassfish-7", "glassfish-8" -> new GlassFish(false);
            default -> throw new IllegalArgumentException("no such server: " + qualifier);
        };
    }
}
