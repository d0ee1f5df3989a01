package io.lockstep.http.problems;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.testing.Operation;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AllowedMethodsTest {
  private static final List<String> METHODS = List.of("GET", "PUT", "POST", "PATCH", "DELETE");

  private final Rest rest = Rest.ofTest();

  /** Also of those that several resource classes have together. */
  @Test
  void namesTheMethodsOfEveryPathToWhoeverUsesAnother() {
    List<Operation> all = Operation.all(rest);
    Set<String> paths =
        all.stream().map(each -> each.path().replaceAll("\\{\\w+}", "x")).collect(toSet());
    assertThat(paths).hasSizeGreaterThan(40);
    for (String path : paths) {
      Set<String> allowed =
          all.stream()
              .filter(each -> path.matches(each.path().replaceAll("\\{\\w+}", "[^/]+")))
              .map(Operation::method)
              .collect(toSet());
      METHODS.stream()
          .filter(method -> !allowed.contains(method))
          .forEach(method -> expectRefused(method, path, allowed));
    }
  }

  private void expectRefused(String method, String path, Set<String> allowed) {
    Rest.Answer answer = rest.call(method, path, "{}");
    assertThat(answer.status()).as("%s %s", method, path).isEqualTo(405);
    assertThat(answer.header("Allow").split(", ")).as("%s %s", method, path).isSubsetOf(allowed);
  }
}
