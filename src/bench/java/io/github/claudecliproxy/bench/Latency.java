package io.github.claudecliproxy.bench;

import java.io.IOException;

/** First token and total of one kind of turn. */
record Latency(Sample first, Sample total) {
    Latency() {
        this(new Sample(), new Sample());
    }

    void add(AnswerLines answer) throws IOException {
        first.addNanos(answer.firstNanos());
        total.addNanos(answer.totalNanos());
    }
}
