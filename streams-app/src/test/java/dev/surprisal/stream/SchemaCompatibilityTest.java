package dev.surprisal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.image.RejectionReason;
import dev.surprisal.score.Term;
import dev.surprisal.stream.kafka.LabelsTopic;
import dev.surprisal.stream.kafka.SchemaVersion;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.meter.Disagreement;
import dev.surprisal.stream.source.AlertKind;
import dev.surprisal.stream.testing.SchemaChanges;
import dev.surprisal.stream.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that were written for an earlier release can read what this one writes. */
class SchemaCompatibilityTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> releases() {
    return Schemas.releases();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void nothingThatAReleasePromisedIsGone(Path release) {
    assertThat(SchemaChanges.breaking(Schemas.in(release), Schemas.in(Schemas.PUBLISHED)))
        .isEmpty();
  }

  @Test
  void changedSchemasHaveANewerVersionThanTheLastRelease() {
    Path last = releases().get(releases().size() - 1);
    boolean changed =
        !withoutWords(Schemas.in(last)).equals(withoutWords(Schemas.in(Schemas.PUBLISHED)));

    assertThat(SchemaVersion.CURRENT).isEqualTo("1." + (Schemas.minor(last) + (changed ? 1 : 0)));
  }

  private static String withoutWords(Map<String, JsonNode> schemas) {
    return schemas.toString().replaceAll("\"(title|description)\":\"[^\"]*\",?", "");
  }

  /** Each rule once, on a schema that has all that ours have. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/properties/a | - | a.json/a: gone",
        "/required | [] | a.json: no longer always there",
        "/required | - | a.json: no longer always there",
        "/properties/a/type | [\"number\", \"null\"] | a.json/a: of another type",
        "/properties/a/type | - | a.json/a: of another type",
        "/properties/a/minimum | -1 | a.json/a: goes lower",
        "/properties/a/maximum | 11 | a.json/a: goes higher",
        "/properties/a/maximum | - | a.json/a: goes higher",
        "/properties/s/maxLength | 6 | a.json/s: goes higher",
        "/properties/s/pattern | \"^b\" | a.json/s: has another pattern",
        "/properties/s/enum | [\"a\", \"b\"] | a.json/s: has further values",
        "/properties/t/x-extensible-enum | [\"b\"] | a.json/t: lacks a value",
        "/properties/l/items/properties/x | - | a.json/l/items/x: gone",
        "/$defs/d/type | \"number\" | a.json/d: of another type",
        "/allOf | [] | a.json: has another allOf"
      })
  void breakingChangeIsFound(String pointer, String value, String problem)
      throws JsonProcessingException {
    JsonNode after = changed(pointer, value);

    assertThat(SchemaChanges.breaking(Map.of("a.json", example()), Map.of("a.json", after)))
        .containsExactly(problem);
  }

  @Test
  void schemaThatIsGoneIsFound() throws JsonProcessingException {
    assertThat(SchemaChanges.breaking(Map.of("a.json", example()), Map.of()))
        .containsExactly("a.json: gone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/properties/new | {\"type\": \"string\"}",
        "/required | [\"a\", \"s\"]",
        "/properties/a/type | \"integer\"",
        "/properties/a/minimum | 1",
        "/properties/t/x-extensible-enum | [\"a\", \"b\", \"c\"]",
        "/properties/a/description | \"in other words\""
      })
  void additiveChangeIsNone(String pointer, String value) throws JsonProcessingException {
    JsonNode after = changed(pointer, value);

    assertThat(SchemaChanges.breaking(Map.of("a.json", example()), Map.of("a.json", after)))
        .isEmpty();
  }

  @Test
  void setsOfValuesAreThoseOfTheCode() {
    Map<String, JsonNode> published = Schemas.in(Schemas.PUBLISHED);

    assertThat(set(published.get("anomalies.schema.json").at("/$defs/term")))
        .containsExactlyElementsOf(Stream.of(Term.values()).map(Term::wireName).toList());
    assertThat(set(published.get("alerts.schema.json").at("/properties/kind")))
        .containsExactlyElementsOf(Stream.of(AlertKind.values()).map(AlertKind::wireName).toList());
    assertThat(set(published.get("shadow.schema.json").at("/properties/disagreement")))
        .containsExactlyElementsOf(
            Stream.of(Disagreement.values()).map(Disagreement::wireName).toList());
    assertThat(names(published.get("labels.schema.json").at("/properties/label/enum")))
        .containsExactlyElementsOf(Stream.of(Opinion.values()).map(Opinion::wireName).toList());
    assertThat(set(published.get("rejected.schema.json").at("/properties/surprisal.reason")))
        .containsExactlyElementsOf(
            Stream.of(RejectionReason.values()).map(RejectionReason::wireName).toList());
  }

  @Test
  void asyncApiDocumentNamesTheTopicsAndTheVersion() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "asyncapi.yaml"));
    Topics topics = Topics.DEFAULT;

    assertThat(document).contains("\n  version: " + SchemaVersion.CURRENT + ".0\n");
    assertThat(document.lines().filter(line -> line.startsWith("    address: ")))
        .containsExactly(
            "    address: " + topics.images(),
            "    address: " + topics.scores(),
            "    address: " + topics.anomalies(),
            "    address: " + topics.rejected(),
            "    address: alerts",
            "    address: shadow",
            "    address: " + LabelsTopic.DEFAULT);
  }

  private static List<String> set(JsonNode schema) {
    return names(schema.get("x-extensible-enum"));
  }

  private static List<String> names(JsonNode values) {
    return JSON.convertValue(
        values, JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }

  private static JsonNode example() throws JsonProcessingException {
    return JSON.readTree(
        """
        {
          "title": "An example", "type": "object", "required": ["a"], "allOf": [{"$ref": "b.json"}],
          "properties": {
            "a": {"description": "Words", "type": "number", "minimum": 0, "maximum": 10},
            "s": {"type": "string", "maxLength": 5, "pattern": "^a", "enum": ["a"]},
            "t": {"type": "string", "x-extensible-enum": ["a", "b"]},
            "l": {"type": "array", "items": {"type": "object", "properties": {"x": {}}}}
          },
          "$defs": {"d": {"type": "string"}}
        }
        """);
  }

  private static JsonNode changed(String pointer, String value) throws JsonProcessingException {
    JsonNode schema = example();
    int last = pointer.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) schema.at(pointer.substring(0, last));
    String name = pointer.substring(last + 1);
    if (value.equals("-")) {
      parent.remove(name);
    } else {
      parent.set(name, JSON.readTree(value));
    }
    return schema;
  }
}
