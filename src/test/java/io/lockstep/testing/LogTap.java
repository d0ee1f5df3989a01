package io.lockstep.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Hears what the application under test logs. */
public final class LogTap extends Handler implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");

  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

  private LogTap() {}

  /** Hears everything from now on. */
  public static LogTap open() {
    LogTap tap = new LogTap();
    ROOT.addHandler(tap);
    return tap;
  }

  /** What was logged with a stack trace. */
  public List<String> withStackTrace() {
    return records.stream()
        .filter(record -> record.getThrown() != null)
        .map(record -> record.getLoggerName() + ": " + record.getThrown())
        .toList();
  }

  /** What was logged as an error. */
  public List<String> errors() {
    Formatter formatter = new SimpleFormatter();
    return records.stream()
        .filter(record -> record.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(formatter::format)
        .toList();
  }

  /** All that was logged: messages with their arguments, and stack traces. */
  public List<String> texts() {
    Formatter formatter = new SimpleFormatter();
    return records.stream().map(formatter::format).toList();
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {
    // nothing is buffered
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
  }
}
