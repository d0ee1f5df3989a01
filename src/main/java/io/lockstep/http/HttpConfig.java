package io.lockstep.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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
}
