package io.lockstep.testing.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Writes which documented answers no test has had. What earlier runs have seen, those of the
 * packaged service among them, is kept in the file until {@code target} is removed.
 */
public final class CoverageReport implements LauncherSessionListener {
  private static final Path FILE = Path.of("target/http-contract-coverage.txt");
  private static final String SEEN = "seen ";
  private static final String UNSEEN = "never ";

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (WatchLog.documented().isEmpty()) {
      return;
    }
    try {
      if (Files.exists(FILE)) {
        Files.readAllLines(FILE).stream()
            .filter(line -> line.startsWith(SEEN))
            .forEach(line -> WatchLog.noteSeen(line.substring(SEEN.length())));
      }
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, lines());
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d of %d documented answers never seen; %d answers checked in this run, %.0f µs each"
            .formatted(
                WatchLog.unseen().size(),
                WatchLog.documented().size(),
                WatchLog.answers(),
                WatchLog.microsOfEach()));
    WatchLog.unseen().forEach(answer -> lines.add(UNSEEN + answer));
    WatchLog.seen().stream()
        .filter(WatchLog.documented()::contains)
        .forEach(answer -> lines.add(SEEN + answer));
    return lines;
  }
}
