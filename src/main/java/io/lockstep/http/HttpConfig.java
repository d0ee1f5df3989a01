package io.lockstep.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.http.ClientAuth;
import java.time.Duration;

/** Settings of the HTTP side. */
@ConfigMapping(prefix = "lockstep.http")
public interface HttpConfig {
  /** How long the service waits at its end for the requests that are under way. */
  @WithDefault("20s")
  Duration drain();

  /** Most streams of server-sent events of one instance; one more is refused with 503. */
  @WithDefault("1000")
  int streams();

  /** Most of these of one caller who has logged in; one more is refused with 429. */
  @WithDefault("200")
  int streamsPerCaller();

  /** Whether callers over TLS have to show a certificate that is trusted: mutual TLS. */
  @WithDefault("none")
  ClientAuth clientCertificates();
}
