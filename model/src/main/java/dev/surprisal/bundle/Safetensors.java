package dev.surprisal.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: eight bytes of header length (little-endian), a JSON header with each
 * tensor's type, shape and place, then the values. Source: the format's description in the
 * repository huggingface/safetensors.
 */
final class Safetensors {
  private static final int MAX_HEADER = 1 << 20;

  private Safetensors() {}

  static byte[] write(Map<String, Tensor> tensors) {
    ObjectNode header = JsonFields.STRICT.createObjectNode();
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + (long) tensor.size() * width(tensor.dtype());
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", tensor.dtype());
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
   * @throws BadInputException with one line, begun by {@code name}, if the bytes are not of the
   *     format
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

  /** As the format demands: values lie one after the other, and nothing beside them. */
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
          "%s: expected JSON in the header: %s".formatted(name, e.getOriginalMessage()), e);
    }
    throw new BadInputException("%s: expected a JSON object in the header".formatted(name));
  }

  private static Tensor tensor(
      String file, String name, JsonNode node, ByteBuffer data, List<long[]> places) {
    String dtype = node.path("dtype").asText();
    long start = whole(node.path("data_offsets").path(0));
    long end = whole(node.path("data_offsets").path(1));
    long count = count(node.path("shape"), data.limit());
    boolean known = dtype.equals("F32") || dtype.equals("F64");
    boolean inside = start >= 0 && start <= end && end <= data.limit();
    if (!known || !inside || count < 0 || end - start != count * width(dtype)) {
      throw new BadInputException(
          "%s: tensor %s: expected F32 or F64 values that fill their place, got %s %s at %s"
              .formatted(
                  file,
                  name,
                  JsonFields.shown(node.path("dtype")),
                  JsonFields.shown(node.path("shape")),
                  JsonFields.shown(node.path("data_offsets"))));
    }
    places.add(new long[] {start, end});
    double[] values = new double[(int) count];
    ByteBuffer place = data.slice((int) start, (int) (end - start)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype.equals("F32") ? place.getFloat() : place.getDouble();
      if (!Double.isFinite(values[i])) {
        throw new BadInputException(
            "%s: tensor %s: expected finite values, got %s at %d"
                .formatted(file, name, values[i], i));
      }
    }
    long[] shape = new long[node.path("shape").size()];
    Arrays.setAll(shape, i -> node.path("shape").path(i).asLong());
    return new Tensor(dtype, shape, values);
  }

  /** How many values a shape has; −1 if it is no shape or has more than {@code limit}. */
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

  /** −1 where there is no whole number. */
  private static long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : -1;
  }

  private static int width(String dtype) {
    return dtype.equals("F64") ? 8 : 4;
  }

  private static void put(ByteBuffer file, Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      if (tensor.dtype().equals("F64")) {
        file.putDouble(tensor.value(i));
      } else {
        file.putFloat((float) tensor.value(i));
      }
    }
  }

  /** Spaces after the header, so that the values begin at a multiple of eight. */
  private static byte[] padded(ObjectNode header) {
    StringBuilder json = new StringBuilder(header.toString());
    while (json.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
      json.append(' ');
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
