// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.observe.DaemonLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** One line a record on standard error: time, level, logger, message; and the latest in memory. */
final class Logging {
    /** Held, because the logging of the JDK forgets the levels of loggers nobody holds. */
    private static final List<Logger> NOISY = List.of(
            // It warns at each connection of a Unix socket that it cannot set options of TCP.
            Logger.getLogger("io.netty.bootstrap"),
            // They print a stack for each stream that its caller cancels and each request that is too long.
            Logger.getLogger("io.grpc.netty.NettyServerHandler"),
            Logger.getLogger("io.grpc.netty.NettyServerStream"));

    private Logging() {}

    static void configure(boolean verbose, DaemonLog log) {
        Logger root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler handler = new Console();
        handler.setFormatter(new Line());
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.addHandler(new Memory(log));
        root.setLevel(verbose ? Level.FINE : Level.INFO);
        NOISY.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    /** Standard error, kept from growing without end when it is a file. */
    private static final class Console extends ConsoleHandler {
        private final Optional<OwnLogFile> file = OwnLogFile.ofThisProcess();

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            file.ifPresent(OwnLogFile::written);
        }
    }

    /** Remembers it for callers who read along. */
    private static final class Memory extends Handler {
        private final DaemonLog log;

        private Memory(DaemonLog log) {
            this.log = log;
            setFormatter(new SimpleFormatter());
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord record) {
            StringWriter text = new StringWriter();
            text.append(record.getLevel().getName())
                    .append(": ")
                    .append(getFormatter().formatMessage(record));
            if (record.getThrown() != null) {
                text.append('\n');
                record.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            log.append(record.getInstant(), String.valueOf(record.getLoggerName()), text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringWriter text = new StringWriter();
            text.append(DateTimeFormatter.ISO_INSTANT.format(record.getInstant()))
                    .append(' ')
                    .append(record.getLevel().getName())
                    .append(' ')
                    .append(record.getLoggerName())
                    .append(": ")
                    .append(formatMessage(record))
                    .append('\n');
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            return text.toString();
        }
    }
}
