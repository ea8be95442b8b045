package dev.surprisal.stream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The published schemas, {@code docs/schema/}, and those of earlier releases. */
public final class Schemas {
  public static final Path PUBLISHED = Path.of("..", "docs", "schema");

  /** A folder for each version that a release had; nothing in them changes. */
  public static final Path RELEASED = Path.of("src", "test", "resources", "schema");

  private static final String ENDING = ".schema.json";
  private static final String BASE = "https://localhost/";
  private static final String UNEVALUATED = "unevaluatedProperties";
  private static final String PART_OF_OTHERS = "verdict";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry STRICT = registry(strict(in(PUBLISHED)));
  private static final Map<Path, SchemaRegistry> EARLIER =
      releases().stream()
          .collect(Collectors.toMap(folder -> folder, folder -> registry(in(folder))));

  private Schemas() {}

  /**
   * What is wrong with an output; nothing if it has the published fields and no others, and if
   * those who know an earlier release only can read it.
   */
  public static List<String> violations(String topic, byte[] json) {
    return Stream.concat(
            Stream.of(STRICT),
            EARLIER.entrySet().stream()
                .filter(release -> Files.exists(release.getKey().resolve(topic + ENDING)))
                .map(Map.Entry::getValue))
        .flatMap(registry -> violations(registry, topic, new String(json, UTF_8)))
        .toList();
  }

  /** The same of a rejected record, of which the headers that are ours are described. */
  public static List<String> violations(Headers rejected) {
    ObjectNode text = JSON.createObjectNode();
    for (Header header : rejected) {
      if (header.key().startsWith("surprisal.")) {
        text.put(header.key(), new String(header.value(), UTF_8));
      }
    }
    return violations("rejected", text.toString().getBytes(UTF_8));
  }

  private static Stream<String> violations(SchemaRegistry registry, String topic, String json) {
    return registry
        .getSchema(SchemaLocation.of(BASE + topic + ENDING))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Object::toString);
  }

  /** The folders of all versions that a release had, the earliest first. */
  public static List<Path> releases() {
    try (Stream<Path> folders = Files.list(RELEASED)) {
      return folders.sorted(Comparator.comparingInt(Schemas::minor)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The second number of a version, for which a folder is named; the first is 1. */
  public static int minor(Path release) {
    return Integer.parseInt(release.getFileName().toString().substring("1.".length()));
  }

  /** The schemas of a folder, by their file's name. */
  public static Map<String, JsonNode> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, JsonNode> schemas = new LinkedHashMap<>();
      for (Path file : files.filter(path -> path.toString().endsWith(ENDING)).sorted().toList()) {
        schemas.put(file.getFileName().toString(), JSON.readTree(Files.readString(file)));
      }
      return schemas;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SchemaRegistry registry(Map<String, JsonNode> schemas) {
    Map<String, String> texts =
        schemas.entrySet().stream()
            .collect(
                Collectors.toMap(
                    schema -> BASE + schema.getKey(), schema -> schema.getValue().toString()));
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(texts));
  }

  /**
   * Readers must pass over fields and values that are added later; the outputs of this release must
   * have none that its own schemas lack.
   */
  private static Map<String, JsonNode> strict(Map<String, JsonNode> schemas) {
    schemas.values().forEach(Schemas::close);
    schemas.forEach(
        (name, schema) -> {
          if (!name.equals(PART_OF_OTHERS + ENDING)) {
            ((ObjectNode) schema).put(UNEVALUATED, false);
          }
        });
    ((ObjectNode) schemas.get(PART_OF_OTHERS + ENDING)).remove(UNEVALUATED);
    return schemas;
  }

  private static void close(JsonNode schema) {
    schema.forEach(Schemas::close);
    if (schema instanceof ObjectNode object) {
      if (object.path("properties").isObject()) {
        object.put(UNEVALUATED, false);
      }
      if (object.has("x-extensible-enum")) {
        object.set("enum", object.get("x-extensible-enum"));
      }
    }
  }
}
