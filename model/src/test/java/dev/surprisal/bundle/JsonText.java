package dev.surprisal.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;

/** JSON as it is spelled, so that a number keeps an exponent that no double has. */
final class JsonText {
  private JsonText() {}

  static JsonNode of(String json) {
    try {
      JsonNode parsed = new ObjectMapper().readTree(json);
      return parsed.isNumber() ? new POJONode(new RawValue(json)) : parsed;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
