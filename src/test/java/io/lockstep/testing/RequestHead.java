package io.lockstep.testing;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;

/** The head of a request that came over no connection: method, target and headers. */
public final class RequestHead {
  private RequestHead() {}

  /**
   * A request with these headers.
   *
   * @param headers names and values by turns; a name may be there more than once
   */
  public static HttpServerRequest of(HttpMethod method, String uri, String... headers) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            RequestHead.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "method" -> method;
                  case "uri" -> uri;
                  case "headers" -> all;
                  case "getHeader" -> all.get(arguments[0].toString());
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }
}
