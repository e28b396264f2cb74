package io.oneport.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;

/**
 * What is logged, and where: on standard error, since the first line of standard output is for whoever waits for the port. In
 * code, because reading a file of XML takes a third of the server's start. {@code -Dlogback.configurationFile=FILE} wins.
 */
public final class StandardErrorLog extends ContextAwareBase implements Configurator {
    private static final String FILE = "logback.configurationFile";
    private static final String OF_TESTS = "/logback-test.xml";
    private static final String LIMITED = "limited";
    private static final String STANDARD_ERROR = "stderr";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        String file = System.getProperty(FILE);
        boolean elsewhere = file == null ? getClass().getResource(OF_TESTS) != null : !file.isEmpty();
        if (elsewhere) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        TextLayout layout = new TextLayout(ZoneId.systemDefault());
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(OutputCharset.get());
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setName(STANDARD_ERROR);
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        // One warning or error of a kind a minute, with a count of the others.
        OncePerMinute limited = new OncePerMinute();
        limited.setName(LIMITED);
        limited.setContext(context);
        limited.addAppender(stderr);
        limited.start();
        context.getLogger("io.netty").setLevel(Level.WARN);
        // It warns of a machine without a network card, such as a container that has only loopback.
        context.getLogger("io.netty.util.internal.MacAddressUtil").setLevel(Level.ERROR);
        // What goes wrong with the log of messages is said once, by io.oneport.server.broker.log.
        context.getLogger("org.apache.activemq.artemis").setLevel(Level.OFF);
        // What it has to say of a connection, its exceptions say too.
        context.getLogger("io.lettuce").setLevel(Level.OFF);
        context.getLogger("reactor").setLevel(Level.ERROR);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(limited);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Has the lines be JSON, an object a line. Any thread, before anything else is logged. Does nothing where a file says what
     * is logged: it says in which form, too.
     */
    public static void useJson() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LIMITED) instanceof OncePerMinute limited
                && limited.getAppender(STANDARD_ERROR) instanceof ConsoleAppender<ILoggingEvent> stderr) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithContext(false);
            json.setWithMarkers(false);
            json.setWithMDC(false);
            json.setWithKVPList(false);
            json.setWithArguments(false);
            json.setWithMessage(false);
            json.setWithFormattedMessage(true);
            json.start();
            stderr.setEncoder(json);
        }
    }
}
