package launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The jars in a WAR, and its classes, which become a jar as well: the JVM's class archives support jars only.
 *
 * @param war the file
 * @param libraries entries that are jars: the application's and the embedded server's
 * @param classes entries of the application's own jar
 */
record WarJars(Path war, List<ZipEntry> libraries, List<ZipEntry> classes) {
    private static final String OWN = "claude-cli-proxy.jar";
    private static final String CLASSES = "WEB-INF/classes/";
    private static final String LIBRARIES = "WEB-INF/lib/";
    private static final String SERVER = "WEB-INF/lib-provided/";
    private static final int KEY_LENGTH = 32;

    static WarJars of(Path war) throws IOException {
        List<ZipEntry> libraries = new ArrayList<>();
        List<ZipEntry> classes = new ArrayList<>();
        try (ZipFile zip = new ZipFile(war.toFile())) {
            zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> {
                String name = entry.getName();
                if (name.startsWith(CLASSES)) {
                    classes.add(entry);
                } else if (name.startsWith(LIBRARIES) || name.startsWith(SERVER)) {
                    libraries.add(entry);
                }
            });
        }
        libraries.sort(Comparator.comparing(ZipEntry::getName));
        return new WarJars(war, libraries, classes);
    }

    /** A name for the content of the WAR, different for each build. */
    String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (List<ZipEntry> entries : List.of(libraries, classes)) {
                for (ZipEntry entry : entries) {
                    String line = entry.getName() + ' ' + entry.getSize() + ' ' + entry.getCrc() + '\n';
                    digest.update(line.getBytes(StandardCharsets.UTF_8));
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The class path after unpacking to this folder. */
    List<Path> in(Path folder) {
        List<Path> jars = new ArrayList<>(List.of(folder.resolve(OWN)));
        libraries.forEach(entry -> jars.add(folder.resolve(file(entry))));
        return jars;
    }

    /**
     * Whether the folder holds all jars completely. A cleaner may have removed some, or the disk may have been full.
     */
    boolean areIn(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(OWN))) {
            return false;
        }
        for (ZipEntry entry : libraries) {
            Path jar = folder.resolve(file(entry));
            if (!Files.isRegularFile(jar) || Files.size(jar) != entry.getSize()) {
                return false;
            }
        }
        return true;
    }

    void unpack(Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (ZipEntry entry : libraries) {
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, folder.resolve(file(entry)));
                }
            }
            try (JarOutputStream own = new JarOutputStream(Files.newOutputStream(folder.resolve(OWN)))) {
                for (ZipEntry entry : classes) {
                    own.putNextEntry(renamed(entry));
                    try (InputStream in = zip.getInputStream(entry)) {
                        in.transferTo(own);
                    }
                }
            }
        }
    }

    private static ZipEntry renamed(ZipEntry entry) {
        ZipEntry own = new ZipEntry(entry.getName().substring(CLASSES.length()));
        own.setTime(entry.getTime());
        return own;
    }

    /** The last part of the entry's name, so that no entry can lead out of the folder. */
    private static String file(ZipEntry entry) {
        return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
    }
}
