package io.github.claudecliproxy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CountingAsyncAppenderTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void stop_whileTheLastLineIsWritten_doesNotInterruptIt() throws Exception {
        Slow console = new Slow();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        CountingAsyncAppender appender = new CountingAsyncAppender(LIMIT);
        appender.setContext(context);
        appender.addAppender(console);
        console.start();
        appender.start();
        context.getLogger("test").addAppender(appender);
        context.getLogger("test").info("STOPPED");
        await().atMost(LIMIT).until(() -> console.writing.getCount() == 0);

        Thread stopping = new Thread(context::stop);
        stopping.start();
        await().atMost(LIMIT).until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        console.goOn.countDown();
        stopping.join(LIMIT.toMillis());

        assertThat(console.lines).containsExactly("STOPPED");
    }

    /** Loses a line when its thread is interrupted meanwhile, as GlassFish's stdout does. */
    private static final class Slow extends CountedConsole {
        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void start() {
            started = true; // without a stream
        }

        @Override
        protected void subAppend(ILoggingEvent event) {
            writing.countDown();
            try {
                goOn.await();
                lines.add(event.getFormattedMessage());
            } catch (InterruptedException lost) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
