package io.lockstep.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.Key;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Signed tokens (RFC 7515), the wrong ones too that nobody should sign. */
public final class Jws {
  /** Escapes what UTF-8 cannot have, such as half a character. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JsonWebSignature jws = new JsonWebSignature();

  private Jws(String payload) {
    jws.setPayload(payload);
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setDoKeyValidation(false);
  }

  /** One that says this. */
  public static Jws of(Map<String, Object> claims) {
    try {
      return of(JSON.writeValueAsString(claims));
    } catch (JsonProcessingException notWritable) {
      throw new IllegalArgumentException(notWritable);
    }
  }

  /** One of this text, JSON or not. */
  public static Jws of(String payload) {
    return new Jws(payload);
  }

  /** The same with one more header. */
  public Jws with(String header, Object value) {
    jws.setHeader(header, value);
    return this;
  }

  /**
   * The token.
   *
   * @param keyId null for none
   * @param key null for the algorithm {@code none}
   */
  public String signed(String algorithm, String keyId, Key key) {
    jws.setAlgorithmHeaderValue(algorithm);
    if (keyId != null) {
      jws.setKeyIdHeaderValue(keyId);
    }
    jws.setKey(key);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException unsignable) {
      throw new IllegalArgumentException(unsignable);
    }
  }
}
