package io.github.claudecliproxy.cli.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LineLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(LineLog.class);
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
    void unparsable_manyLines_logsFewOfThem() {
        LineLog lines = new LineLog(1);

        for (int i = 0; i < 12_345; i++) {
            lines.unparsable(new byte[3]);
        }

        assertThat(log.list).hasSize(5).allMatch(event -> event.getMessage().equals("CLI_OUTPUT"));
    }

    @Test
    void read_debug_logsTheTypeOnly() throws Exception {
        byte[] line = "{\"type\":\"system\",\"subtype\":\"init\",\"secret\":\"x\"}".getBytes(StandardCharsets.UTF_8);

        CliLines.read(line, new LineLog(7));
        logger.setLevel(Level.DEBUG);
        CliLines.read(line, new LineLog(7));
        logger.setLevel(null);

        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getMessage()).isEqualTo("CLI_LINE");
            assertThat(event.getKeyValuePairs())
                    .extracting(Object::toString)
                    .containsExactly("pid=\"7\"", "type=\"system\"", "subtype=\"init\"");
        });
    }
}
