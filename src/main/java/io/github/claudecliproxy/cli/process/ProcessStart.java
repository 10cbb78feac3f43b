package io.github.claudecliproxy.cli.process;

import java.io.IOException;

/** Starts processes without leaking the application's class loader. */
final class ProcessStart {
    private ProcessStart() {}

    /**
     * Starts the process. A thread of the JVM waits for its end. That thread inherits the context class loader of the thread
     * that started the first process, and lives on after the application is undeployed, so it must get another one.
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
