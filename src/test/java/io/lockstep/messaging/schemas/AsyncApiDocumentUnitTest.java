package io.lockstep.messaging.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.lockstep.testing.DocumentTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document is one that the tools of others take, and its examples are true. */
class AsyncApiDocumentUnitTest {
  private static final String NAME = "asyncapi";

  private final AsyncApiDocument document = new AsyncApiDocument();

  @BeforeAll
  static void installTools() {
    DocumentTools.install();
  }

  @Test
  void theOfficialParserHasNothingToSayAboutIt() {
    DocumentTools.runScript(
        "asyncapi.mjs",
        DocumentTools.document(NAME + ".json", document.bundled().toPrettyString()));
    DocumentTools.runScript(
        "asyncapi.mjs", DocumentTools.document(NAME + ".yaml", document.asYaml()));
  }

  @Test
  void spectralHasNothingToSayAboutIt() {
    DocumentTools.runTool(
        "spectral",
        "lint",
        "--ruleset",
        "asyncapi.spectral.yaml",
        "--fail-severity",
        "warn",
        DocumentTools.document(NAME + "-spectral.yaml", document.asYaml()));
  }

  @Test
  void yamlAndJsonAreTheSameDocument() throws IOException {
    assertThat(new ObjectMapper(new YAMLFactory()).readTree(document.asYaml()))
        .isEqualTo(document.bundled());
  }

  @Test
  void everyMessageHasExamplesThatFollowItsSchema() {
    document
        .bundled()
        .at("/components/messages")
        .fields()
        .forEachRemaining(
            message -> {
              JsonNode examples = message.getValue().path("examples");
              assertThat(examples).as(message.getKey()).isNotEmpty();
              examples.forEach(example -> assertValid(message.getValue().path("payload"), example));
            });
  }

  private void assertValid(JsonNode schema, JsonNode example) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.bundled().path("components").deepCopy());
    JsonNode payload = example.path("payload");
    assertThat(payload.isMissingNode()).isFalse();
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(
                    whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build())
                .validate(payload))
        .as(payload.toString())
        .isEmpty();
  }

  @Test
  void everySchemaIsInAFileOfItsTypeAndHasAVersion() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/schemas"))) {
      List<String> types =
          files.map(file -> file.getFileName().toString().replaceFirst("\\.json$", "")).toList();
      assertThat(document.schemas().keySet()).containsExactlyInAnyOrderElementsOf(types);
    }
    document
        .schemas()
        .forEach(
            (type, schema) ->
                assertThat(schema.path("$id").asText())
                    .matches("/schemas/" + type + "/[1-9][0-9]*"));
  }

  @Test
  void refersToNothingThatIsNotThere() {
    List<String> refs = document.bundled().findValuesAsText("$ref");
    assertThat(refs)
        .allSatisfy(
            ref ->
                assertThat(document.bundled().at(ref.substring(1)).isMissingNode())
                    .as(ref)
                    .isFalse());
  }
}
