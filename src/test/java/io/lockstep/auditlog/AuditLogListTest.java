package io.lockstep.auditlog;

import static io.lockstep.testing.Plans.assertBoundedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit log of the open service. */
@QuarkusTest
class AuditLogListTest {
  private final Rest rest = Rest.ofTest();

  @Inject AgroalDataSource database;

  @Test
  void namesNobodyWhereNobodyHasToLogIn() {
    OrderFixture given = OrderFixture.through(rest);
    String order = given.aNewOrder(given.aRichUser(), given.aProduct(), 1);
    JsonNode row = rest.get("/audit-log?target=" + order).expect(200).json().at("/data/0");
    assertThat(row.path("actor").asText()).isEqualTo("anonymous");
    assertThat(row.path("action").asText()).isEqualTo("placeOrder");
    JsonNode history = rest.get("/orders/" + order).expect(200).json().at("/history/0");
    assertThat(history.fieldNames()).toIterable().containsExactly("status", "reason", "at");
  }

  @Test
  void refusesWrongFilters() {
    for (String filter : List.of("actor=", "target=", "actor=" + "x".repeat(256), "after=x")) {
      Rest.Answer answer = rest.get("/audit-log?" + filter).expect(400);
      assertThat(answer.json().at("/errors/0/field").asText())
          .isEqualTo(filter.substring(0, filter.indexOf('=')));
    }
    rest.get("/audit-log?action=cancelOrder").expect(400);
    assertThat(rest.get("/audit-log?actor=no-such-actor").expect(200).text())
        .isEqualTo("{\"data\":[],\"hasMore\":false,\"next\":null}");
  }

  @Test
  void isReadAlongAnIndex() {
    String id = "01a20c16-dceb-7437-93aa-b9b2d3848eb3";
    assertBoundedBy("PRIMARY", database, ReadingAuditLog.newest(null, null, "~", 21));
    assertBoundedBy("by_actor", database, ReadingAuditLog.newest("anna", null, id, 21));
    assertBoundedBy("by_target", database, ReadingAuditLog.newest(null, "sku", id, 21));
    assertBoundedBy("by_target", database, ReadingAuditLog.newest("anna", "sku", "~", 101));
  }
}
