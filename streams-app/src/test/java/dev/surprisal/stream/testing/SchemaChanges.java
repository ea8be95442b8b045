package dev.surprisal.stream.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a schema's change breaks a program that reads the records and knows the earlier schema:
 * every record that the later one permits has to be as the earlier one said, apart from further
 * fields and further values of a set that may grow.
 */
public final class SchemaChanges {
  /** They say nothing about the records. */
  private static final Set<String> WORDS = Set.of("$schema", "title", "description", "examples");

  private final List<String> breaking = new ArrayList<>();

  private SchemaChanges() {}

  /**
   * @param earlier schemas by their file's name
   * @return a line for each breaking change
   */
  public static List<String> breaking(Map<String, JsonNode> earlier, Map<String, JsonNode> later) {
    SchemaChanges changes = new SchemaChanges();
    earlier.forEach(
        (name, schema) -> {
          if (later.containsKey(name)) {
            changes.compare(name, schema, later.get(name));
          } else {
            changes.breaking.add(name + ": gone");
          }
        });
    return changes.breaking;
  }

  private void compare(String place, JsonNode before, JsonNode after) {
    for (Iterator<String> keywords = before.fieldNames(); keywords.hasNext(); ) {
      String keyword = keywords.next();
      if (!WORDS.contains(keyword)) {
        compare(place, keyword, before.get(keyword), after.path(keyword));
      }
    }
  }

  private void compare(String place, String keyword, JsonNode before, JsonNode after) {
    switch (keyword) {
      case "properties", "$defs" ->
          before
              .fieldNames()
              .forEachRemaining(
                  name -> {
                    if (after.has(name)) {
                      compare(place + "/" + name, before.get(name), after.get(name));
                    } else {
                      breaking.add(place + "/" + name + ": gone");
                    }
                  });
      case "items" -> compare(place + "/items", before, after);
      case "required" ->
          expect(values(after).containsAll(values(before)), place, "no longer always there");
      case "type" ->
          expect(
              !after.isMissingNode() && kinds(before).containsAll(kinds(after)),
              place,
              "of another type");
      case "enum" ->
          expect(
              !after.isMissingNode() && values(before).containsAll(values(after)),
              place,
              "has further values");
      case "x-extensible-enum" ->
          expect(values(after).containsAll(values(before)), place, "lacks a value");
      case "minimum", "exclusiveMinimum", "minLength" ->
          expect(after.isNumber() && after.asDouble() >= before.asDouble(), place, "goes lower");
      case "maximum", "exclusiveMaximum", "maxLength" ->
          expect(after.isNumber() && after.asDouble() <= before.asDouble(), place, "goes higher");
      default -> expect(before.equals(after), place, "has another " + keyword);
    }
  }

  private void expect(boolean good, String place, String problem) {
    if (!good) {
      breaking.add(place + ": " + problem);
    }
  }

  private static Set<JsonNode> values(JsonNode list) {
    Set<JsonNode> values = new HashSet<>();
    list.forEach(values::add);
    return values;
  }

  /** An integer is a number too. */
  private static Set<String> kinds(JsonNode type) {
    Set<String> kinds = new HashSet<>();
    if (type.isTextual()) {
      kinds.add(type.asText());
    }
    type.forEach(one -> kinds.add(one.asText()));
    if (kinds.contains("number")) {
      kinds.add("integer");
    }
    return kinds;
  }
}
