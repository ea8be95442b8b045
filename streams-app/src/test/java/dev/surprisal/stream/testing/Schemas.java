package dev.surprisal.stream.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published schemas, {@code docs/schema/}. */
public final class Schemas {
  private static final String BASE = "https://localhost/";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(published()));

  private Schemas() {}

  /** What is wrong with a document; nothing if it is as published. */
  public static List<String> violations(String topic, byte[] json) {
    Schema schema = REGISTRY.getSchema(SchemaLocation.of(BASE + topic + ".schema.json"));
    return schema.validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  private static Map<String, String> published() {
    return Stream.of("verdict", "scores", "anomalies", "alerts")
        .map(name -> name + ".schema.json")
        .collect(Collectors.toMap(name -> BASE + name, Schemas::read, (a, b) -> a));
  }

  private static String read(String name) {
    try {
      return Files.readString(Path.of("..", "docs", "schema", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
