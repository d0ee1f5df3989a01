package io.lockstep.messaging.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has built on a released schema can go on: see {@link SchemaChange}. */
class SchemaChangeUnitTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RELEASED = Path.of("src/test/resources/schemas-released");
  private static final Path NOW = Path.of("src/main/resources/schemas");

  private static final String SCHEMA =
      """
      {"$id": "/schemas/a.b/1", "type": "object", "description": "A fact.", "required": ["id", "items"],
       "properties": {
         "id": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 9},
         "why": {"enum": ["one", "two"]},
         "items": {"type": "array", "maxItems": 100, "items": {
           "type": "object", "required": ["count"], "properties": {"count": {"type": "integer", "minimum": 1}}}}}}
      """;

  @Test
  void everyReleasedSchemaIsStillThereAndBreaksNobody() throws IOException {
    try (Stream<Path> files = Files.list(RELEASED)) {
      for (Path released : files.toList()) {
        Path now = NOW.resolve(released.getFileName());
        assertThat(now).as("an event that was released is still published").exists();
        assertThat(
                SchemaChange.breaks(JSON.readTree(released.toFile()), JSON.readTree(now.toFile())))
            .as("%s: give it a higher version, or copy it there if nothing is released", released)
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"A fact.\"`            | `\"What happened.\"`",
        "`\"description\": \"A fact.\"` | `\"title\": \"Fact\", \"examples\": []`",
        "`\"why\": {`             | `\"note\": {\"type\": \"string\"}, \"why\": {`",
        "`{\"count\": {`          | `{\"unit\": {\"type\": \"string\"}, \"count\": {`",
        "`[\"one\", \"two\"]`     | `[\"two\", \"one\"]`",
        "`[\"id\", \"items\"]`    | `[\"items\", \"id\"]`",
        "`a.b/1`                  | `a.b/1`"
      })
  void whatIsForPeopleMayChangeAndOptionalMembersMayBeAdded(String before, String after) {
    assertThat(breaks(before, after)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a member that is gone          | `\"why\": {\"enum\": [\"one\", \"two\"]},` | ``        | /why is gone",
        "a member of an item            | `\"count\": {\"type\": \"integer\", \"minimum\": 1}` | `` | /items[]/count is gone",
        "another name                   | `\"why\":`            | `\"reason\":`         | /why is gone",
        "another type                   | `\"integer\"`         | `\"string\"`          | /items[]/count type was",
        "a wider type                   | `\"integer\"`         | `\"number\"`          | /items[]/count type was",
        "a member that must be no more  | `[\"id\", \"items\"]` | `[\"items\"]`         | required was",
        "a member that must be now      | `[\"id\", \"items\"]` | `[\"id\", \"items\", \"why\"]` | required was",
        "a value that is gone           | `[\"one\", \"two\"]`  | `[\"one\"]`           | /why enum was",
        "a value that is new            | `[\"one\", \"two\"]`  | `[\"one\", \"two\", \"three\"]` | /why enum was",
        "values that are not told now   | `\"enum\": [\"one\", \"two\"]` | `\"type\": \"string\"` | /why enum was",
        "a higher least                 | `\"minimum\": 1`      | `\"minimum\": 2`      | /items[]/count minimum was",
        "a lower least                  | `\"minimum\": 1`      | `\"minimum\": 0`      | /items[]/count minimum was",
        "a most that was not there      | `\"minimum\": 1`      | `\"minimum\": 1, \"maximum\": 9` | /items[]/count maximum was",
        "a shorter text                 | `\"maxLength\": 9`    | `\"maxLength\": 8`    | /id maxLength was",
        "another pattern                | `^[a-z]+$`            | `^[a-z]*$`            | /id pattern was",
        "a format                       | `\"maxLength\": 9`    | `\"maxLength\": 9, \"format\": \"uri\"` | /id format was",
        "fewer items                    | `\"maxItems\": 100`   | `\"maxItems\": 10`    | /items maxItems was",
        "no more members                | `\"type\": \"object\", \"d` | `\"additionalProperties\": false, \"type\": \"object\", \"d` | additionalProperties was",
        "an older version               | `a.b/1`               | `a.b/0`               | the version goes back"
      })
  void anythingElseBreaksSomebody(String change, String before, String after, String words) {
    assertThat(breaks(before, after)).as(change).anyMatch(each -> each.startsWith(words));
  }

  @Test
  void aHigherVersionPromisesNothingAboutTheReleasedOne() {
    assertThat(
            SchemaChange.breaks(
                read(SCHEMA), read(SCHEMA.replace("a.b/1", "a.b/2").replace("why", "reason"))))
        .isEmpty();
  }

  private static List<String> breaks(String before, String after) {
    assertThat(SCHEMA).contains(before);
    return SchemaChange.breaks(
        read(SCHEMA), read(SCHEMA.replace(before, after == null ? "" : after)));
  }

  private static JsonNode read(String schema) {
    try {
      return JSON.readTree(schema);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(schema, notJson);
    }
  }
}
