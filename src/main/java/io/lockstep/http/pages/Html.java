package io.lockstep.http.pages;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** Answers with pages: they may load our stylesheet, and nothing else, and run nothing. */
final class Html {
  static final MediaType TYPE = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");

  /** Pages change with a release only; this is how long an old one may be shown after it. */
  static final String CACHING = "public, max-age=300";

  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private Html() {}

  /** The page; nothing in it is waited for. */
  static Response answer(TemplateInstance page) {
    return Response.ok(page.render(), TYPE)
        .header(HttpHeaders.CACHE_CONTROL, CACHING)
        .header("Content-Security-Policy", POLICY)
        .build();
  }

  /** From this page to the root of the service: {@code ./}, {@code ../}, and so on. */
  static String up(UriInfo page) {
    long slashes = page.getPath().substring(1).chars().filter(each -> each == '/').count();
    return slashes == 0 ? "./" : "../".repeat((int) slashes);
  }
}
