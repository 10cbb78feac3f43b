package launch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Lets the WAR run by itself: {@code java -jar claude-cli-proxy.war}. A class loader cannot look into jars inside a jar,
 * so they are unpacked to a temporary folder, which the launcher removes at the end. Everything then stands on one flat
 * class path, the embedded server beside the application.
 */
public final class Boot {
    private static final String CLASSES = "WEB-INF/classes/";
    private static final String LIBRARIES = "WEB-INF/lib/";
    private static final String SERVER = "WEB-INF/lib-provided/";
    private static final String LAUNCHER = "io.github.claudecliproxy.app.Launcher";

    private Boot() {}

    /** Hands the command line on to the launcher. */
    public static void main(String[] args) throws Exception {
        Path unpacked = Files.createTempDirectory("claude-cli-proxy-app-");
        ClassLoader loader = new URLClassLoader(unpack(self(), unpacked), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass(LAUNCHER)
                    .getMethod("run", String[].class, Path.class)
                    .invoke(null, args, unpacked);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private static Path self() throws URISyntaxException {
        return Path.of(
                Boot.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static URL[] unpack(Path war, Path folder) throws IOException {
        List<URL> classPath = new ArrayList<>();
        Path classes = Files.createDirectory(folder.resolve("classes"));
        classPath.add(classes.toUri().toURL());
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                Path target = target(entry, folder, classes);
                if (target != null) {
                    copy(zip, entry, target);
                    if (target.getParent().equals(folder)) {
                        classPath.add(target.toUri().toURL());
                    }
                }
            }
        }
        return classPath.toArray(URL[]::new);
    }

    /** Where an entry goes, or null when it is not for us. The WAR is our own; a name that leads outside is refused. */
    private static Path target(ZipEntry entry, Path folder, Path classes) throws IOException {
        String name = entry.getName();
        Path target = null;
        if (entry.isDirectory()) {
            return null;
        } else if (name.startsWith(CLASSES)) {
            target = classes.resolve(name.substring(CLASSES.length())).normalize();
        } else if (name.startsWith(LIBRARIES) || name.startsWith(SERVER)) {
            target = folder.resolve(name.substring(name.lastIndexOf('/') + 1)).normalize();
        }
        if (target != null && !target.startsWith(folder)) {
            throw new IOException("a WAR entry leads outside: " + name);
        }
        return target;
    }

    private static void copy(ZipFile zip, ZipEntry entry, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
