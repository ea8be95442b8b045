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
import java.util.Optional;
import java.util.stream.Stream;

/** One layer in {@code bundle.json}: its kind, its sizes, its activation. */
final class LayerFields {
  private enum Kind {
    DENSE("dense"),
    CONVOLUTION("convolution"),
    TRANSPOSED("transposed_convolution");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    static Optional<Kind> ofWireName(String name) {
      return Stream.of(values()).filter(kind -> kind.wireName.equals(name)).findFirst();
    }
  }

  /** Finds a tensor by the shape that it must have. */
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
      ObjectNode node = array.addObject();
      if (layer instanceof Convolution convolution) {
        PatchGrid grid = convolution.grid();
        Kind kind = convolution.transposed() ? Kind.TRANSPOSED : Kind.CONVOLUTION;
        node.put("kind", kind.wireName)
            .put("height", grid.height())
            .put("width", grid.width())
            .put("channels", grid.channels())
            .put("kernel", grid.kernel())
            .put("stride", grid.stride())
            .put("filters", convolution.filters());
      } else {
        node.put("kind", Kind.DENSE.wireName)
            .put("inputs", layer.inputs())
            .put("outputs", layer.outputs());
      }
      node.put("activation", layer.activation().wireName());
    }
  }

  static long[] weightShape(Layer layer) {
    return layer instanceof Convolution convolution
        ? convolution.weightShape()
        : new long[] {layer.inputs(), layer.outputs()};
  }

  Layer read(Values weights, Values bias) {
    Kind kind = fields.choice(node, place, "kind", Kind::ofWireName);
    Activation activation = fields.choice(node, place, "activation", Activation::ofWireName);
    return switch (kind) {
      case DENSE -> {
        int inputs = integer("inputs");
        int outputs = integer("outputs");
        yield new Dense(inputs, outputs, activation, weights.of(inputs, outputs), bias.of(outputs));
      }
      case CONVOLUTION, TRANSPOSED -> convolution(kind, activation, weights, bias);
    };
  }

  private Layer convolution(Kind kind, Activation activation, Values weights, Values bias) {
    PatchGrid grid =
        new PatchGrid(
            integer("height"),
            integer("width"),
            integer("channels"),
            integer("kernel"),
            integer("stride"));
    int filters = integer("filters");
    int k = grid.kernel();
    boolean transposed = kind == Kind.TRANSPOSED;
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
