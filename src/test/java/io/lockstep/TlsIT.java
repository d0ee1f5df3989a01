package io.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.testing.Certificates;
import io.lockstep.testing.PackagedService;
import io.lockstep.testing.Ports;
import io.lockstep.testing.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service over TLS, with certificates made here. */
class TlsIT {
  private static final String PASSWORD = "secret-stores-of-the-tls-test";

  @TempDir Path folder;

  @Test
  void answersOverTlsThoseWhoShowACertificateThatItTrusts() throws Exception {
    Certificates server = Certificates.of("server", folder, PASSWORD);
    Certificates caller = Certificates.of("caller", folder, PASSWORD);
    int port = Ports.free();
    PackagedService.Builder secured =
        PackagedService.on(Stack.current())
            .with("quarkus.tls.api.key-store.p12.path", server.store().toString())
            .with("quarkus.tls.api.key-store.p12.password", PASSWORD)
            .with("quarkus.tls.api.trust-store.p12.path", caller.trust().toString())
            .with("quarkus.tls.api.trust-store.p12.password", PASSWORD)
            .with("quarkus.http.tls-configuration-name", "api")
            .with("quarkus.http.ssl-port", Integer.toString(port))
            .with("quarkus.http.insecure-requests", "disabled")
            .with("lockstep.http.client-certificates", "required");
    try (PackagedService service = secured.start()) {
      URI uri = URI.create("https://localhost:" + port + "/dead-letters");

      HttpResponse<String> answer = get(uri, Certificates.context(caller, server));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();

      assertThatThrownBy(() -> get(uri, Certificates.context(null, server)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(uri, Certificates.context(server, server)))
          .isInstanceOf(IOException.class);
    }
  }

  private static HttpResponse<String> get(URI uri, SSLContext context) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
