package io.lockstep.testing.contract;

import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks what goes through RestAssured. */
public final class ContractFilter implements Filter {
  /** From now on all of it; asking again changes nothing. */
  public static void install() {
    if (RestAssured.filters().stream().noneMatch(ContractFilter.class::isInstance)) {
      RestAssured.filters(new ContractFilter());
    }
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext context) {
    Response answer = context.next(request, expected);
    URI uri = URI.create(request.getURI());
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    ContractWatch.check(
        uri,
        new Exchange(
            request.getMethod(),
            uri.getRawPath() + query,
            headers(request.getHeaders()),
            text(request.getBody()),
            answer.statusCode(),
            headers(answer.headers()),
            answer.asString()));
    return answer;
  }

  private static String text(Object body) {
    return body instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : body == null ? null : body.toString();
  }

  private static Map<String, List<String>> headers(Headers headers) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Header header : headers) {
      all.computeIfAbsent(header.getName(), any -> new ArrayList<>()).add(header.getValue());
    }
    return all;
  }
}
