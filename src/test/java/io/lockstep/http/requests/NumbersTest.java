package io.lockstep.http.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.Operation;
import io.lockstep.testing.OrderFixture;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers at their edges are checked as they are, not as they come out. */
@QuarkusTest
class NumbersTest {
  private static final List<String> NO_LIMITS =
      List.of("0", "101", "٥", "+5", "-1", "05", "5 ", "1e1", "5.0", "0x5", "९", "99999999999");

  private final Rest rest = Rest.ofTest();

  @Test
  void everyListRefusesALimitThatIsNone() {
    for (Operation operation : Operation.all(rest)) {
      if (operation.queryParameters().contains("limit")) {
        String path = operation.path().replaceAll("\\{[^}]*}", "merchant");
        for (String limit : NO_LIMITS) {
          String encoded = URLEncoder.encode(limit, StandardCharsets.UTF_8);
          Rest.Answer answer = rest.get(path + "?limit=" + encoded);
          assertThat(answer.status()).as("%s of %s", operation, limit).isEqualTo(400);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e2147483647",
        "1e-2147483647",
        "1e999999999",
        "-1e2147483647",
        "1e2147483648",
        "1e99999999999",
        "0.00001",
        "12345678901",
        "NaN",
        "Infinity",
        "٥",
        "\"5\"",
        "null",
        "+5"
      })
  void everyPercentIsRefusedThatIsNone(String percent) {
    String sku = OrderFixture.through(rest).aProduct();
    String body = "{\"%s\": \"none-such\", \"percent\": %s}";
    for (Rest.Answer answer :
        List.of(
            rest.patch("/products/" + sku + "/price", "{\"percent\": " + percent + "}"),
            rest.post("/price-adjustments", body.formatted("category", percent)),
            rest.post("/salary-raises", body.formatted("department", percent)))) {
      assertThat(answer.status()).as("%s: %s", percent, answer.text()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({"-100.4, 422", "-100.0001, 422", "-101, 422", "-100, 200", "1e2, 200"})
  void noPriceFallsBelowZeroBeforeItIsRounded(String percent, int status) {
    String sku = OrderFixture.through(rest).aProductFor(1);
    rest.patch("/products/" + sku + "/price", "{\"percent\": " + percent + "}").expect(status);
    String body = "{\"%s\": \"none-such\", \"percent\": %s}";
    int ofJobs = status == 200 ? 202 : status;
    rest.post("/price-adjustments", body.formatted("category", percent)).expect(ofJobs);
    rest.post("/salary-raises", body.formatted("department", percent)).expect(ofJobs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"quantity", "amount", "ttlMs", "waitMs", "limit"})
  void everyWholeNumberIsRefusedThatIsNone(String member) {
    for (String number :
        List.of("1e2147483647", "1e400", "1.5", "99999999999999999999", "-9223372036854775809")) {
      for (String path :
          List.of(
              "/stock/none-such/receipts",
              "/stock/none-such/reservations",
              "/accounts/merchant/deposits",
              "/locks/none-such",
              "/semaphores/none-such/permits")) {
        String body = "{\"%s\": %s}".formatted(member, number);
        assertThat(rest.post(path, body).status()).as("%s %s", path, body).isEqualTo(400);
      }
    }
  }
}
