package launch;

import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the WAR executable: {@code java -jar claude-cli-proxy.war}. No class loader reads jars inside a jar, so they
 * are unpacked onto one flat class path, embedded server and application together.
 */
public final class Boot {
    private static final String LAUNCHER = "io.github.claudecliproxy.launcher.Launcher";

    private Boot() {}

    /** Passes the command line to the launcher. */
    public static void main(String[] args) throws Exception {
        Unpacked unpacked = Unpacked.of(self());
        ClassLoader loader = new URLClassLoader(urls(unpacked.jars()), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass(LAUNCHER)
                    .getMethod("run", String[].class, Optional.class)
                    .invoke(null, args, unpacked.temporary());
        } catch (InvocationTargetException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private static Path self() throws URISyntaxException {
        return Path.of(
                Boot.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
