package io.lockstep.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No code changes or deletes what the audit log has: so the service's account need not be able. */
class AppendOnlyUnitTest {
  private static final String TABLE = "audit_log";

  @Test
  void rowsAreReadAndAppendedAndNothingElse() throws IOException {
    List<Path> speaking = new java.util.ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      sources
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> read(file).contains(TABLE))
          .forEach(speaking::add);
    }
    assertThat(speaking)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("AuditLog.java", "ReadingAuditLog.java");
    for (Path file : speaking) {
      assertThat(read(file))
          .as(file.toString())
          .doesNotContain("UPDATE", "DELETE", "REPLACE", "TRUNCATE", "ALTER", "DROP")
          .doesNotContain(".update(", ".delete(", "insertOrUpdate", "FOR SHARE", ".lock(");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
