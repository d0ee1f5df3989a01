package io.lockstep.console.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** The REST interface of this process. */
@ApplicationScoped
public class RestApi {
  private static final Duration PATIENCE = Duration.ofSeconds(35);
  private static final int MOST_CONNECTIONS = 64;

  private final OwnServer server;
  private final ObjectMapper json;
  private final WebClient client;

  RestApi(OwnServer server, ObjectMapper json, Vertx vertx) {
    this.server = server;
    this.json = json;
    WebClientOptions options =
        new WebClientOptions()
            .setMaxPoolSize(MOST_CONNECTIONS)
            .setFollowRedirects(false)
            .setUserAgent("lockstep-console");
    this.client = WebClient.create(vertx, options);
  }

  /**
   * Asks with somebody's rights.
   *
   * @param token what says who asks; empty where nobody needs to
   * @return what was answered, be it a refusal; fails if nothing was
   */
  public Uni<RestReply> ask(RestCall call, Optional<String> token) {
    return server
        .port()
        .flatMap(port -> sent(request(call, token, port), call.body()))
        .map(this::read);
  }

  private HttpRequest<Buffer> request(RestCall call, Optional<String> token, int port) {
    HttpRequest<Buffer> request =
        client
            .request(call.method(), port, OwnServer.HOST, call.path())
            .timeout(PATIENCE.toMillis())
            .putHeader(OwnServer.SECRET_HEADER, server.secret())
            .putHeader(HttpHeaders.HOST.toString(), "localhost")
            .putHeader(HttpHeaders.ACCEPT.toString(), "application/json, application/problem+json");
    token.ifPresent(
        each -> request.putHeader(HttpHeaders.AUTHORIZATION.toString(), "Bearer " + each));
    call.headers().forEach(request::putHeader);
    return request;
  }

  private Uni<HttpResponse<Buffer>> sent(HttpRequest<Buffer> request, JsonNode body) {
    if (body == null) {
      return request.send();
    }
    try {
      return request
          .putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/json")
          .sendBuffer(Buffer.buffer(json.writeValueAsBytes(body)));
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  private RestReply read(HttpResponse<Buffer> answer) {
    Buffer body = answer.body();
    try {
      return new RestReply(
          answer.statusCode(),
          body == null || body.length() == 0
              ? MissingNode.getInstance()
              : json.readTree(body.getBytes()),
          answer.getHeader(HttpHeaders.ETAG.toString()));
    } catch (IOException noJson) {
      throw new UncheckedIOException(noJson);
    }
  }
}
