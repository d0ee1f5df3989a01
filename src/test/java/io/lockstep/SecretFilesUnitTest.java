package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesUnitTest {
  @TempDir Path folder;

  @Test
  void readsWhatAVariableNamesWithoutTheLineEnd() throws IOException {
    String file = secret(" a secret \r\n\n");
    assertThat(SecretFiles.read(Map.of("RABBITMQ_PASSWORD_FILE", file)))
        .isEqualTo(Map.of("RABBITMQ_PASSWORD", " a secret "));
  }

  @Test
  void leavesWhatIsSetDirectlyAndWhatIsNotOfTheService() throws IOException {
    String file = secret("a secret");
    assertThat(
            SecretFiles.read(
                Map.of(
                    "LOCKSTEP_ADMIN_KEY", "another",
                    "LOCKSTEP_ADMIN_KEY_FILE", file,
                    "SSL_CERT_FILE", "/not/there",
                    "QUARKUS_DATASOURCE_PASSWORD_FILE", "")))
        .isEmpty();
  }

  @Test
  void namesTheFileThatCannotBeReadAndWhoNamesIt() {
    assertThatThrownBy(() -> SecretFiles.read(Map.of("LOCKSTEP_ADMIN_KEY_FILE", "/not/there")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "LOCKSTEP_ADMIN_KEY_FILE names the file /not/there, which cannot be read"
                + " (NoSuchFileException)");
  }

  private String secret(String content) throws IOException {
    return Files.writeString(folder.resolve("secret"), content).toString();
  }
}
