package io.github.claudecliproxy.cli.process;

import java.io.IOException;

/** Starts processes without leaving our class loader behind. */
final class ProcessStart {
    private ProcessStart() {}

    /**
     * Starts the process. The JVM waits for its end on a thread of its own, which takes over the context class loader of
     * whoever started the first process and goes on after our application was undeployed: it must not be ours.
     */
    static Process of(ProcessBuilder builder) throws IOException {
        Thread starter = Thread.currentThread();
        ClassLoader ours = starter.getContextClassLoader();
        starter.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return builder.start();
        } finally {
            starter.setContextClassLoader(ours);
        }
    }
}
