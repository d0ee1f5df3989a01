package io.lockstep.users;

import static io.lockstep.testing.Plans.assertBoundedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agroal.api.AgroalDataSource;
import io.lockstep.testing.Pages;
import io.lockstep.testing.Rest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UserListTest {
  private final Rest rest = Rest.ofTest();

  @Inject AgroalDataSource database;

  @Test
  void showsEachUserOnceInTheOrderOfTheirIdsWhileOthersJoin() {
    List<String> mine = IntStream.range(0, 5).mapToObj(i -> aUser()).toList();
    String gone = aUser();
    rest.delete("/users/" + gone).expect(204);
    List<JsonNode> walked = Pages.of(rest).walk("/users", 50, this::aUser);
    List<String> ids = walked.stream().map(item -> item.path("id").asText()).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates().containsAll(mine).doesNotContain(gone);
    assertThat(walked).contains(rest.get("/users/" + mine.get(0)).expect(200).json());
  }

  @Test
  void isReadAlongAnIndex() {
    assertBoundedBy("PRIMARY", database, BrowsingUsers.behind("u", 21));
  }

  private String aUser() {
    String id = "user-" + UUID.randomUUID();
    rest.put("/users/" + id, Map.of("name", "A user", "email", "user@example.org")).expect(201);
    return id;
  }
}
