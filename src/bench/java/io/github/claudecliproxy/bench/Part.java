package io.github.claudecliproxy.bench;

import java.io.IOException;

/** A part of the benchmark; it adds its figures to the report. */
interface Part {
    void run() throws IOException, InterruptedException;
}
