package io.lockstep.console.frame;

import io.quarkus.qute.TemplateData;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The addresses of what pages load. Each names its content, so that a browser keeps it for as long
 * as it likes and loads it anew after a release.
 */
@ApplicationScoped
@TemplateData
public class Assets {
  private static final String ROOT = "META-INF/resources";
  private static final int DIGITS = 12;

  private final String style = addressOf("/console/console.css");
  private final String script = addressOf("/console/console.js");
  private final String htmx = addressOf("/_static/htmx.org/2.0.2/dist/htmx.min.js");

  /** The stylesheet. */
  public String style() {
    return style;
  }

  /** What pages do by themselves. */
  public String script() {
    return script;
  }

  /** The library that replaces parts of pages. */
  public String htmx() {
    return htmx;
  }

  private static String addressOf(String file) {
    try (InputStream in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(ROOT + file)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + file);
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
      return file + "?v=" + HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (IOException | NoSuchAlgorithmException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
