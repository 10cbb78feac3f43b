package io.github.claudecliproxy.faults;

/** How a client wants its answer. */
enum Form {
    PLAIN("/v1/messages"),
    STREAM("/v1/messages"),
    CHAT("/chat");

    private final String path;

    Form(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }
}
