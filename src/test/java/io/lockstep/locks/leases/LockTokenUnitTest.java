package io.lockstep.locks.leases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockTokenUnitTest {
  private static final String OWNER = "AAAAAAAAAAAAAAAAAAA_-9";

  @ParameterizedTest
  @ValueSource(strings = {"redis.0." + OWNER, "database.42." + OWNER})
  void comesOutAsItWentIn(String text) {
    assertThat(LockToken.parse(text).orElseThrow()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999_999_999_999_999_999L})
  void isReadAsItIsWritten(long fence) {
    LockToken token = new LockToken("redlock", fence, OWNER);

    assertThat(LockToken.parse(token.toString())).contains(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "redis",
        "redis.1",
        "redis.1.",
        ".1." + OWNER,
        "redis.." + OWNER,
        "redis.01." + OWNER,
        "redis.-1." + OWNER,
        "redis.٥." + OWNER,
        "redis.1000000000000000000." + OWNER,
        "Redis.1." + OWNER,
        "redis.1." + OWNER + "A",
        "redis.1." + OWNER + "\n",
        " redis.1." + OWNER,
        "redis.1.AAAAAAAAAAAAAAAAAAAAA",
        "redis.1.AAAAAAAAAAAAAAAAAAAAA+"
      })
  void isNothingElse(String text) {
    assertThat(LockToken.parse(text)).isEmpty();
  }
}
