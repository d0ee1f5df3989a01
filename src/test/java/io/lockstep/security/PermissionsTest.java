package io.lockstep.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.testing.Operation;
import io.lockstep.testing.Rest;
import io.lockstep.testing.ValidRequests;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operation of the OpenAPI document, tried by nobody, by each role, and with nonsense. */
@QuarkusTest
@TestProfile(Secured.class)
class PermissionsTest {
  private static final int UNAUTHENTICATED = 401;
  private static final int FORBIDDEN = 403;

  private final Rest nobody = Rest.ofTest();
  private final Rest admin = nobody.with(Secured.ADMIN);
  private final Keys keys = new Keys(nobody);
  private final Map<String, JsonNode> documented = new HashMap<>();

  @BeforeEach
  void readDocument() {
    JsonNode paths = nobody.get("/q/openapi?format=json").expect(200).json().path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            documented.put(
                                operation.getKey().toUpperCase() + " " + path.getKey(),
                                operation.getValue())));
  }

  @Test
  void everyPermissionIsOfAnOperationAndSoInTheDocument() {
    Set<String> ids = new HashSet<>();
    for (Operation operation : Operation.documented(nobody)) {
      String id = idOf(operation);
      ids.add(id);
      JsonNode security = documented.get(operation.name()).path("security");
      if (Permissions.of(id).isPublic()) {
        assertThat(security).describedAs(id).isEmpty();
      } else {
        assertThat(security.get(0).has("bearer")).describedAs(id).isTrue();
        assertThat(documented.get(operation.name()).path("x-roles")).describedAs(id).isNotEmpty();
      }
    }
    assertThat(Permissions.operations()).isEqualTo(ids);
  }

  @TestFactory
  Stream<DynamicTest> refusesNobodyAndNonsenseAlike() {
    return Operation.all(nobody).stream()
        .filter(operation -> !Permissions.of(idOf(operation)).isPublic())
        .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> refuses(operation)));
  }

  private void refuses(Operation operation) {
    String path = operation.path().replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    Object body = operation.method().equals("GET") ? null : Map.of();
    Rest.Answer without = nobody.call(operation.method(), path, body);
    Rest.Answer nonsense =
        nobody.call(operation.method(), path, body, "Authorization", "Bearer nonsense");
    for (Rest.Answer refusal : List.of(without, nonsense)) {
      refusal.expect(UNAUTHENTICATED);
      assertThat(refusal.problem()).isEqualTo("unauthenticated");
      assertThat(refusal.header("WWW-Authenticate")).startsWith("Bearer");
    }
    assertThat(nonsense.text()).isEqualTo(without.text());
  }

  /** Nor do they learn what it would have taken. */
  @TestFactory
  Stream<DynamicTest> refusesThoseWhoMayNotBeforeItLooksAtMediaTypes() {
    String[] shopper = keys.of(Role.SHOPPER);
    return Operation.all(nobody).stream()
        .filter(operation -> !Permissions.of(idOf(operation)).isPublic())
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.name(),
                    () -> {
                      askWithOddMediaTypes(operation).expect(UNAUTHENTICATED);
                      if (!Permissions.of(idOf(operation)).isGrantedTo(Set.of(Role.SHOPPER))) {
                        askWithOddMediaTypes(operation, shopper).expect(FORBIDDEN);
                      }
                    }));
  }

  private Rest.Answer askWithOddMediaTypes(Operation operation, String... login) {
    String path = operation.path().replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    List<String> headers = new ArrayList<>(List.of("Accept", "image/png"));
    headers.addAll(List.of("Content-Type", "text/plain"));
    headers.addAll(List.of(login));
    String body = operation.method().equals("GET") ? null : "text";
    return nobody.call(operation.method(), path, body, headers.toArray(String[]::new));
  }

  @TestFactory
  Stream<DynamicTest> letsEachRoleDoWhatTheTableSays() {
    Map<Role, Rest> callers = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      callers.put(role, nobody.with(keys.of(role)));
    }
    ValidRequests requests = new ValidRequests(admin);
    return Operation.all(nobody).stream()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.name(),
                    () ->
                        callers.forEach(
                            (role, caller) -> tries(role, caller, operation, requests))));
  }

  private void tries(Role role, Rest caller, Operation operation, ValidRequests requests) {
    if (operation.path().equals("/events") && operation.method().equals("GET")) {
      return; // a stream that has no end: see LoginEndsTest
    }
    ValidRequests.Request request = requests.of(operation);
    Rest.Answer answer =
        caller.call(request.method(), request.path(), request.body(), "Accept", "*/*");
    Permission permission = Permissions.of(idOf(operation));
    if (permission.isGrantedTo(Set.of(role))) {
      assertThat(answer.status())
          .describedAs("%s as %s: %s", operation, role, answer.text())
          .isNotIn(UNAUTHENTICATED, FORBIDDEN);
    } else {
      answer.expect(FORBIDDEN);
      assertThat(answer.problem()).isEqualTo("forbidden");
      assertThat(answer.json().path("needs").asText()).isEqualTo(permission.needs());
    }
  }

  private String idOf(Operation operation) {
    return documented.get(operation.name()).path("operationId").asText();
  }
}
