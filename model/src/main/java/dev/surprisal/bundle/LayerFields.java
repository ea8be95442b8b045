package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Convolution;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.PatchGrid;
import java.util.List;

/** Reads and writes one layer of {@code bundle.json}: its kind, sizes and activation. */
final class LayerFields {
  /** Returns the values of a tensor, which must have the given shape. */
  @FunctionalInterface
  interface Values {
    float[] of(long... shape);
  }

  private final JsonFields fields;
  private final JsonNode node;
  private final String place;

  LayerFields(JsonFields fields, JsonNode node, String place) {
    this.fields = fields;
    this.node = node;
    this.place = place;
  }

  static void write(ArrayNode array, List<Layer> layers) {
    for (Layer layer : layers) {
      ObjectNode node = array.addObject().put("kind", layer.kind().wireName());
      switch (layer.kind()) {
        case DENSE -> node.put("inputs", layer.inputs()).put("outputs", layer.outputs());
        case CONVOLUTION, TRANSPOSED_CONVOLUTION -> write(node, (Convolution) layer);
      }
      node.put("activation", layer.activation().wireName());
    }
  }

  private static void write(ObjectNode node, Convolution layer) {
    PatchGrid grid = layer.grid();
    node.put("height", grid.height())
        .put("width", grid.width())
        .put("channels", grid.channels())
        .put("kernel", grid.kernel())
        .put("stride", grid.stride())
        .put("filters", layer.filters());
  }

  Layer read(Values weights, Values bias) {
    Layer.Kind kind = fields.choice(node, place, "kind", Layer.Kind::ofWireName);
    Activation activation = fields.choice(node, place, "activation", Activation::ofWireName);
    return switch (kind) {
      case DENSE -> {
        int inputs = integer("inputs");
        int outputs = integer("outputs");
        yield new Dense(inputs, outputs, activation, weights.of(inputs, outputs), bias.of(outputs));
      }
      case CONVOLUTION -> convolution(false, activation, weights, bias);
      case TRANSPOSED_CONVOLUTION -> convolution(true, activation, weights, bias);
    };
  }

  private Layer convolution(
      boolean transposed, Activation activation, Values weights, Values bias) {
    PatchGrid grid =
        new PatchGrid(
            integer("height"),
            integer("width"),
            integer("channels"),
            integer("kernel"),
            integer("stride"));
    int filters = integer("filters");
    int k = grid.kernel();
    return new Convolution(
        grid,
        filters,
        transposed,
        activation,
        transposed
            ? weights.of(filters, k, k, grid.channels())
            : weights.of(k, k, grid.channels(), filters),
        bias.of(transposed ? grid.channels() : filters));
  }

  private int integer(String field) {
    return fields.integer(node, place, field, ModelReader.MAX_WIDTH);
  }
}
