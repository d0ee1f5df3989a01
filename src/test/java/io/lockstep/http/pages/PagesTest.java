package io.lockstep.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.http.ProblemType;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PagesTest {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");

  private final Rest rest = Rest.ofTest();

  @ParameterizedTest
  @EnumSource
  void explainsEveryTypeWhereItLeads(ProblemType type) {
    String page = page(type.uri());

    ProblemTexts texts = new ProblemTexts();
    assertThat(page)
        .contains("<title>" + type.title() + " · Problems · Lockstep</title>")
        .contains("<h1>" + type.title() + "</h1>")
        .contains("<p>" + escaped(texts.meaningOf(type.slug())) + "</p>")
        .contains("<p>" + escaped(texts.remedyOf(type.slug())) + "</p>")
        .contains(type.status() + " ")
        .contains(type.uri());
    type.members().forEach(each -> assertThat(page).contains("<dt><code>" + each.name()));
  }

  @Test
  void theExampleOfATypeIsSuchAProblem() {
    String page = page("/problems/out-of-stock");

    String example = page.replaceAll("(?s).*<pre[^>]*><code>(.*)</code></pre>.*", "$1");
    assertThat(example.replace("&quot;", "\""))
        .startsWith("HTTP/1.1 409 Conflict\nContent-Type: application/problem+json\n\n{")
        .contains("\"type\" : \"/problems/out-of-stock\"")
        .contains("\"available\" : 2");
  }

  @Test
  void listsEveryType() {
    String page = page("/problems");

    for (ProblemType type : ProblemType.values()) {
      assertThat(page).contains("href=\"./problems/" + type.slug() + "\">" + type.title());
    }
  }

  @Test
  void saysTheSameToProgramsThatAskForJson() {
    Rest.Answer answer =
        rest.get("/problems/workflow-not-running", "Accept", "application/json").expect(200);

    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("Vary")).isEqualTo("Accept");
    JsonNode problem = answer.json();
    assertThat(problem.path("type").asText()).isEqualTo("/problems/workflow-not-running");
    assertThat(problem.path("title").asText()).isEqualTo("Workflow not running");
    assertThat(problem.path("statuses").toString()).isEqualTo("[409]");
    assertThat(problem.path("remedy").asText()).contains("GET /workflows/{id}");
    assertThat(problem.at("/members/0/name").asText()).isEqualTo("workflowStatus");
    assertThat(problem.at("/members/0/required").asBoolean(true)).isFalse();
    assertThat(problem.size()).isEqualTo(6);
    JsonNode all = rest.get("/problems", "Accept", "application/json").expect(200).json();
    assertThat(all.path("data")).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "Out-Of-Stock", "out-of-stock.html", "a%2Fb", "%3Cb%3E"})
  void knowsNoOtherType(String slug) {
    for (String accept : List.of("text/html", "application/json", "*/*")) {
      Rest.Answer answer = rest.get("/problems/" + slug, "Accept", accept).expect(404);
      assertThat(answer.problem()).isEqualTo("not-found");
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }
  }

  /** Each link of each page, as far as they lead, beginning at the root. */
  @Test
  void everyLinkLeadsSomewhere() {
    Set<String> seen = new HashSet<>();
    follow("/", seen);

    assertThat(seen)
        .contains(
            "/q/swagger-ui/",
            "/q/openapi",
            "/asyncapi",
            "/schemas",
            "/status",
            "/audit",
            "/problems",
            "/problems/lock-lost",
            "/style.css");
  }

  private void follow(String path, Set<String> seen) {
    if (!seen.add(path)) {
      return;
    }
    Rest.Answer answer = rest.get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    if (answer.header("Content-Security-Policy") != null) {
      linksOf(path, answer.text()).forEach(link -> follow(link, seen));
    }
  }

  private static List<String> linksOf(String path, String page) {
    return LINK.matcher(page)
        .results()
        .map((MatchResult link) -> link.group(1))
        .filter(link -> !link.startsWith("data:"))
        .map(link -> URI.create(path).resolve(link).toString())
        .toList();
  }

  /** Also where a path ends with a slash, which is the same to the framework. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/problems", "/problems/", "/problems/refused"})
  void linksFromWhereThePageIs(String path) {
    assertThat(linksOf(path, page(path))).contains("/style.css", "/", "/problems");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/problems", "/problems/lock-busy"})
  void isAPageThatRunsAndLoadsNothingOfOthers(String path) {
    Rest.Answer answer = rest.get(path, "Accept", "text/html,*/*;q=0.8").expect(200);

    assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "style-src 'self'", "frame-ancestors 'none'");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(answer.text())
        .startsWith("<!DOCTYPE html>")
        .contains("<html lang=\"en\">")
        .doesNotContain("<script", "style=", "//")
        .containsOnlyOnce("<h1>");
  }

  @Test
  void refusesWhatItCannotAnswer() {
    rest.get("/", "Accept", "application/json").expect(406);
    rest.get("/style.css", "Accept", "text/html").expect(406);
    rest.get("/style.css", "Accept", "text/css,*/*;q=0.1").expect(200);
    for (String path : List.of("/problems", "/problems/refused")) {
      rest.get(path, "Accept", "image/png").expect(406);
      rest.get(path, "Accept", "text/html;q=0").expect(406);
      rest.get(path, "Accept", "nonsense").expect(406);
    }
    assertThat(rest.get("/status", "Accept", "text/html").expect(406).problem())
        .isEqualTo("not-acceptable");
    rest.get("/?v=1").expect(400);
    rest.get("/problems?v=1").expect(400);
    rest.get("/problems/refused;v=1").expect(400);
    assertThat(rest.post("/", "{}").expect(405).header("Allow")).contains("GET");
    assertThat(rest.post("/problems/refused", "{}").expect(405).header("Allow")).contains("GET");
    rest.get("/nonsense").expect(404);
  }

  private String page(String path) {
    Rest.Answer answer = rest.get(path).expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
    return answer.text();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("\"", "&quot;").replace("'", "&#39;");
  }
}
