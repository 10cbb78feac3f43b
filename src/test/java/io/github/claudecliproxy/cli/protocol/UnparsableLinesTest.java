package io.github.claudecliproxy.cli.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnparsableLinesTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(UnparsableLines.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void add_manyLines_logsFewOfThem() {
        UnparsableLines odd = new UnparsableLines();

        for (int i = 0; i < 12_345; i++) {
            odd.add(new byte[3]);
        }

        assertThat(log.list).hasSize(5).allMatch(event -> event.getMessage().equals("CLI_OUTPUT"));
    }
}
