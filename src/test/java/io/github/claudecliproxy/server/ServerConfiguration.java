package io.github.claudecliproxy.server;

import java.nio.file.Path;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** What {@code arquillian.xml} says of a server. */
public final class ServerConfiguration implements ContainerConfiguration {
    private String name = "";
    private String javaHome = "";

    public String getName() {
        return name;
    }

    /** Its folder under {@code target/servers}, which also tells what it is. */
    public void setName(String name) {
        this.name = name;
    }

    /** The JDK to run it on; none takes the one that runs the tests. */
    public void setJavaHome(String javaHome) {
        this.javaHome = javaHome;
    }

    Path javaHome() {
        return Path.of(javaHome.isBlank() ? System.getProperty("java.home") : javaHome);
    }

    @Override
    public void validate() {
        Distribution.of(name);
    }
}
