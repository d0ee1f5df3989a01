package io.lockstep.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Somebody before a browser that has no scripts: it keeps cookies, and sends the forms of pages.
 */
final class Visitor {
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

  private final String root = ConfigProvider.getConfig().getValue("test.url", String.class);
  private final CookieManager cookies = new CookieManager();
  private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();

  /** Somebody who has exchanged this key for a session. */
  static Visitor with(String key) {
    Visitor visitor = new Visitor();
    visitor.logIn(key);
    return visitor;
  }

  HttpResponse<String> logIn(String key) {
    Map<String, String> fields = hidden(get("/login").body(), "/console/login");
    fields.put("apiKey", key);
    return post("/login", fields);
  }

  HttpResponse<String> get(String page, String... headers) {
    return send(request(page, headers).GET().build());
  }

  /** The text of a page that is there. */
  String page(String page) {
    HttpResponse<String> answer = get(page);
    assertThat(answer.statusCode()).as(page).isEqualTo(200);
    return answer.body();
  }

  HttpResponse<String> post(String page, Map<String, String> fields, String... headers) {
    String form =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(page, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  /** Sends the form of a page that goes to this address, with these fields besides its own. */
  String act(String page, String action, Map<String, String> fields) {
    Map<String, String> all = hidden(page(page), "/console" + action);
    all.putAll(fields);
    HttpResponse<String> answer = post(action, all);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return page(answer.headers().firstValue("Location").orElseThrow().substring(8));
  }

  /** The fields that the form of a page has for itself. */
  static Map<String, String> hidden(String page, String action) {
    int begin = page.indexOf("action=\"" + action + "\"");
    assertThat(begin).as("a form to %s in %s", action, page).isPositive();
    Matcher fields = HIDDEN.matcher(page.substring(begin, page.indexOf("</form>", begin)));
    Map<String, String> all = new LinkedHashMap<>();
    while (fields.find()) {
      all.put(fields.group(1), fields.group(2));
    }
    return all;
  }

  List<HttpCookie> cookies() {
    return cookies.getCookieStore().getCookies();
  }

  private HttpRequest.Builder request(String page, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + "/console" + page));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
