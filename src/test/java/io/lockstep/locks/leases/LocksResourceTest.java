package io.lockstep.locks.leases;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.lockstep.testing.Management;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks and semaphores over REST. */
@QuarkusTest
class LocksResourceTest {
  private static final String PROBLEM = "application/problem+json";

  @ParameterizedTest
  @ValueSource(strings = {"redis", "redlock", "database"})
  void aLockIsTakenLookedAtRenewedAndReleased(String backend) {
    String name = LockContract.aName();
    JsonPath lock =
        acquire(name, "{\"ttlMs\": 20000, \"backend\": \"" + backend + "\"}")
            .statusCode(201)
            .header("Location", endsWith("/locks/" + name + "?backend=" + backend))
            .body("size()", is(6))
            .body("name", is(name))
            .body("backend", is(backend))
            .body("validityMs", lessThanOrEqualTo(20000))
            .extract()
            .jsonPath();
    assertThat(lock.getLong("fence")).isPositive();
    assertThat(lock.getLong("validityMs")).isGreaterThan(10_000);
    assertThat(Instant.parse(lock.getString("expiresAt")))
        .isCloseTo(Instant.now().plusSeconds(20), within(10, ChronoUnit.SECONDS));

    acquire(name, "{\"backend\": \"" + backend + "\"}")
        .statusCode(409)
        .contentType(PROBLEM)
        .header("Retry-After", notNullValue())
        .body("type", is("/problems/lock-busy"));
    look(name, backend)
        .body("size()", is(3))
        .body("held", is(true))
        .body("expiresAt", notNullValue());
    assertThat(look(name, backend).extract().jsonPath().getLong("fence"))
        .isEqualTo(lock.getLong("fence"));

    String own = "/locks/" + name + "/" + lock.getString("token");
    given()
        .contentType(ContentType.JSON)
        .body("{\"ttlMs\": 30000}")
        .put(own)
        .then()
        .statusCode(200)
        .body("token", is(lock.getString("token")))
        .body("validityMs", greaterThan(22_000));
    given().delete(own).then().statusCode(204);
    look(name, backend).body("held", is(false)).body("fence", nullValue());
    given().delete(own).then().statusCode(409).body("type", is("/problems/lock-lost"));
    given()
        .contentType(ContentType.JSON)
        .body("{\"ttlMs\": 30000}")
        .put(own)
        .then()
        .statusCode(409)
        .body("type", is("/problems/lock-lost"));
    long next =
        acquire(name, "{\"backend\": \"" + backend + "\"}")
            .statusCode(201)
            .extract()
            .jsonPath()
            .getLong("fence");
    assertThat(next).isGreaterThan(lock.getLong("fence"));
  }

  @Test
  void aStrangersTokenDoesNothing() {
    String name = LockContract.aName();
    String token = acquire(name, "{}").statusCode(201).extract().path("token");
    String other = acquire(LockContract.aName(), "{}").statusCode(201).extract().path("token");
    for (String stranger : new String[] {other, "guess", "redis.1.aaaaaaaaaaaaaaaaaaaaaa"}) {
      given()
          .delete("/locks/" + name + "/" + stranger)
          .then()
          .statusCode(409)
          .contentType(PROBLEM)
          .body("type", is("/problems/lock-lost"));
    }
    look(name, "redis").body("held", is(true));
    given().delete("/locks/" + name + "/" + token).then().statusCode(204);
  }

  @Test
  void aWaitingCallerGetsTheLockWhenItIsReleased() {
    String name = LockContract.aName();
    String token = acquire(name, "{}").statusCode(201).extract().path("token");
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(
            () -> acquire(name, "{\"waitMs\": 20000}").extract().statusCode());
    LockContract.await(LockContract.pause(Duration.ofMillis(300)));
    assertThat(waiting).isNotDone();
    given().delete("/locks/" + name + "/" + token).then().statusCode(204);
    assertThat(waiting.join()).isEqualTo(201);
  }

  @Test
  void aGrantIsRepeatedUnderItsKeyAndARefusalIsNotKept() {
    String name = LockContract.aName();
    String first = acquireUnder("a-" + name, name).statusCode(201).extract().asString();
    acquireUnder("b-" + name, name).statusCode(409).body("type", is("/problems/lock-busy"));
    String again =
        acquireUnder("a-" + name, name)
            .statusCode(201)
            .header("Idempotent-Replayed", "true")
            .extract()
            .asString();
    assertThat(again).isEqualTo(first);
    given()
        .delete("/locks/" + name + "/" + JsonPath.from(first).getString("token"))
        .then()
        .statusCode(204);
    acquireUnder("b-" + name, name).statusCode(201).header("Idempotent-Replayed", nullValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ttlMs\": 0}",
        "{\"ttlMs\": 3600001}",
        "{\"waitMs\": -1}",
        "{\"waitMs\": 30001}",
        "{\"ttlMs\": \"10\"}",
        "{\"ttlMs\": 1.5}",
        "{\"backend\": \"zookeeper\"}",
        "{\"backend\": \"\"}",
        "{\"owner\": \"me\"}",
        "[]",
        ""
      })
  void refusesAnOddRequest(String body) {
    acquire(LockContract.aName(), body)
        .statusCode(400)
        .contentType(PROBLEM)
        .body("errors", notNullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "a%20b", "%C3%A4"})
  void refusesAnOddName(String name) {
    given()
        .urlEncodingEnabled(false)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/locks/" + name)
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("name"));
    given().urlEncodingEnabled(false).get("/locks/" + name).then().statusCode(404);
    given()
        .urlEncodingEnabled(false)
        .contentType(ContentType.JSON)
        .body("{\"limit\": 1}")
        .post("/semaphores/" + name + "/permits")
        .then()
        .statusCode(400);
    given().urlEncodingEnabled(false).get("/semaphores/" + name).then().statusCode(404);
  }

  @Test
  void looksAtNoBackendThatIsNot() {
    given().get("/locks/" + LockContract.aName() + "?backend=etcd").then().statusCode(400);
  }

  @Test
  void theShortestLeaseIsALeaseToo() {
    acquire(LockContract.aName(), "{\"ttlMs\": 1}").statusCode(201);
  }

  @Test
  void aSemaphoreGivesItsPermitsAndTakesThemBack() {
    String name = LockContract.aName();
    JsonPath permit =
        permit(name, "{\"limit\": 2}").statusCode(201).body("size()", is(2)).extract().jsonPath();
    assertThat(Instant.parse(permit.getString("expiresAt")))
        .isCloseTo(Instant.now().plusSeconds(10), within(5, ChronoUnit.SECONDS));
    permit(name, "{\"limit\": 2, \"ttlMs\": 60000}").statusCode(201);
    permit(name, "{\"limit\": 2, \"waitMs\": 50}")
        .statusCode(409)
        .contentType(PROBLEM)
        .body("type", is("/problems/semaphore-full"));
    given()
        .get("/semaphores/" + name)
        .then()
        .statusCode(200)
        .body("limit", is(2))
        .body("inUse", is(2))
        .body("size()", is(2));
    permit(name, "{\"limit\": 3}").statusCode(422).contentType(PROBLEM).body("limit", is(2));
    for (int i = 0; i < 2; i++) {
      given()
          .delete("/semaphores/" + name + "/permits/" + permit.getString("permitId"))
          .then()
          .statusCode(204);
    }
    given().get("/semaphores/" + name).then().body("inUse", is(1));
    given().get("/semaphores/" + LockContract.aName()).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"limit\": 0}",
        "{\"limit\": 2, \"ttlMs\": 0}",
        "{\"limit\": 2, \"waitMs\": 30001}",
        "{\"limit\": 2, \"name\": \"x\"}"
      })
  void refusesAnOddRequestForAPermit(String body) {
    permit(LockContract.aName(), body).statusCode(400).contentType(PROBLEM);
  }

  @Test
  void theMetricsTellWhatLocksDo() {
    acquire(LockContract.aName(), "{}").statusCode(201);
    String metrics =
        given().get(Management.ofTest("/q/metrics")).then().statusCode(200).extract().asString();
    assertThat(metrics)
        .contains("lockstep_locks_acquisition_seconds_count{backend=\"redis\"")
        .contains("lockstep_locks_held{backend=\"redis\"")
        .contains("lockstep_locks_waiting{backend=\"database\"")
        .contains("lockstep_locks_lost_total{backend=\"redlock\"")
        .contains("lockstep_locks_refused_total{backend=\"redis\"")
        .contains("lockstep_locks_fallbacks_total{backend=\"redlock\"");
  }

  private static ValidatableResponse acquire(String name, String body) {
    return given().contentType(ContentType.JSON).body(body).post("/locks/" + name).then();
  }

  private static ValidatableResponse acquireUnder(String key, String name) {
    return given()
        .header("Idempotency-Key", key)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/locks/" + name)
        .then();
  }

  private static ValidatableResponse look(String name, String backend) {
    return given().get("/locks/" + name + "?backend=" + backend).then().statusCode(200);
  }

  private static ValidatableResponse permit(String name, String body) {
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/semaphores/" + name + "/permits")
        .then();
  }
}
