package io.github.claudecliproxy.bench;

import java.io.IOException;

/** First token and total of one kind of turn, and how the sessions came to it. */
record Latency(Sample first, Sample total, Origins origins) {
    Latency() {
        this(new Sample(), new Sample(), new Origins());
    }

    void add(AnswerLines answer) throws IOException {
        first.addNanos(answer.firstNanos());
        total.addNanos(answer.totalNanos());
    }
}
