package dev.surprisal.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.PlainText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The safetensors format: eight bytes with the header's length (little-endian), a JSON header with
 * each tensor's type, shape and byte range, then the values. Source: the format's description in
 * the repository huggingface/safetensors.
 */
final class Safetensors {
  private static final int MAX_HEADER = 1 << 20;

  private Safetensors() {}

  static byte[] write(Map<String, Tensor> tensors) {
    ObjectNode header = JsonFields.STRICT.createObjectNode();
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + (long) tensor.size() * tensor.type().bytes();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", tensor.type().name());
      node.putPOJO("shape", tensor.shape());
      node.putPOJO("data_offsets", new long[] {offset, end});
      offset = end;
    }
    byte[] json = padded(header);
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(8 + json.length + offset))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    tensors.values().forEach(tensor -> put(file, tensor));
    return file.array();
  }

  /**
   * Reads a whole file.
   *
   * @param name the file's name in errors
   * @throws BadInputException if the bytes are not a valid file
   */
  static Map<String, Tensor> read(String name, byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.length < 8 ? -1 : file.getLong();
    if (length < 2 || length > MAX_HEADER || length > bytes.length - 8) {
      throw new BadInputException(
          "%s: expected a safetensors file, got a header of %d bytes in a file of %d"
              .formatted(name, length, bytes.length));
    }
    JsonNode header = header(name, new String(bytes, 8, (int) length, StandardCharsets.UTF_8));
    ByteBuffer data = file.slice(8 + (int) length, bytes.length - 8 - (int) length);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<long[]> places = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (!field.getKey().equals("__metadata__")) {
        tensors.put(field.getKey(), tensor(name, field.getKey(), field.getValue(), data, places));
      }
    }
    expectTiling(name, places, data.limit());
    return tensors;
  }

  /** Checks that the tensors cover the data without gap or overlap, as the format demands. */
  private static void expectTiling(String name, List<long[]> places, long end) {
    places.sort(Comparator.<long[]>comparingLong(p -> p[0]).thenComparingLong(p -> p[1]));
    long reached = 0;
    for (long[] place : places) {
      if (place[0] != reached) {
        break;
      }
      reached = place[1];
    }
    if (reached != end) {
      throw new BadInputException(
          "%s: expected tensors that fill %d bytes without gap or overlap, got ones that do so up to %d"
              .formatted(name, end, reached));
    }
  }

  private static JsonNode header(String name, String json) {
    try {
      JsonNode header = JsonFields.STRICT.readTree(json);
      if (header.isObject()) {
        return header;
      }
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "%s: expected JSON in the header: %s"
              .formatted(name, PlainText.excerpt(e.getOriginalMessage())),
          e);
    }
    throw new BadInputException("%s: expected a JSON object in the header".formatted(name));
  }

  private static Tensor tensor(
      String file, String name, JsonNode node, ByteBuffer data, List<long[]> places) {
    Optional<Tensor.Type> type = Tensor.Type.named(node.path("dtype").asText());
    long start = whole(node.path("data_offsets").path(0));
    long end = whole(node.path("data_offsets").path(1));
    long count = count(node.path("shape"), data.limit());
    boolean inside = start >= 0 && start <= end && end <= data.limit();
    boolean filled = count >= 0 && type.filter(t -> end - start == count * t.bytes()).isPresent();
    if (!inside || !filled) {
      throw new BadInputException(
          "%s: tensor %s: expected F32 or F64 values that fill their place, got %s %s at %s"
              .formatted(
                  file,
                  PlainText.excerpt(name),
                  JsonFields.shown(node.path("dtype")),
                  JsonFields.shown(node.path("shape")),
                  JsonFields.shown(node.path("data_offsets"))));
    }
    places.add(new long[] {start, end});
    double[] values =
        values(
            type.orElseThrow(),
            (int) count,
            data.slice((int) start, (int) (end - start)).order(ByteOrder.LITTLE_ENDIAN));
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new BadInputException(
            "%s: tensor %s: expected finite values, got %s at %d"
                .formatted(file, PlainText.excerpt(name), values[i], i));
      }
    }
    long[] shape = new long[node.path("shape").size()];
    Arrays.setAll(shape, i -> node.path("shape").path(i).asLong());
    return new Tensor(type.orElseThrow(), shape, values);
  }

  private static double[] values(Tensor.Type type, int count, ByteBuffer place) {
    double[] values = new double[count];
    switch (type) {
      case F32 -> Arrays.setAll(values, i -> place.getFloat());
      case F64 -> Arrays.setAll(values, i -> place.getDouble());
    }
    return values;
  }

  /** The number of values of a shape; −1 if it is not a shape or has more than {@code limit}. */
  private static long count(JsonNode shape, long limit) {
    long count = shape.isArray() ? 1 : -1;
    for (JsonNode side : shape) {
      long n = whole(side);
      if (n < 0 || n > limit || count * n > limit) {
        return -1;
      }
      count *= n;
    }
    return count;
  }

  /** The whole number in a node; −1 if it has none. */
  private static long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : -1;
  }

  private static void put(ByteBuffer file, Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      switch (tensor.type()) {
        case F32 -> file.putFloat((float) tensor.value(i));
        case F64 -> file.putDouble(tensor.value(i));
      }
    }
  }

  /** The header, padded with spaces so that the values begin at a multiple of eight bytes. */
  private static byte[] padded(ObjectNode header) {
    StringBuilder json = new StringBuilder(header.toString());
    while (json.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
      json.append(' ');
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
