package dev.surprisal.trainer.network;

import dev.surprisal.image.ImageShape;
import dev.surprisal.trainer.network.Stack.Part;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.PatchGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Adds the layers of one {@link Stack} to a graph, and works out their sizes. */
final class StackBuilder {
  /** The graph's input. */
  static final String INPUT = "image";

  private final GraphBuilder graph;
  private final String name;
  private final List<Part> parts = new ArrayList<>();
  private String last;
  private int width;
  private int added;

  private StackBuilder(GraphBuilder graph, String name, String from, int width) {
    this.graph = graph;
    this.name = name;
    this.last = from;
    this.width = width;
  }

  /** From an image to {@code outputs} values. */
  static Stack fromImage(
      GraphBuilder graph, String name, ImageShape shape, List<LayerSpec> hidden, int outputs) {
    StackBuilder builder = new StackBuilder(graph, name, INPUT, shape.pixels());
    int height = shape.height();
    int columns = shape.width();
    int channels = 1;
    for (LayerSpec layer : hidden) {
      switch (layer.kind()) {
        case DENSE -> builder.addDense((LayerSpec.Dense) layer);
        case CONVOLUTION -> {
          LayerSpec.Convolution spec = (LayerSpec.Convolution) layer;
          PatchGrid grid = new PatchGrid(height, columns, channels, spec.kernel(), spec.stride());
          builder.addConvolution(grid, spec.filters(), false, spec.activation());
          height = grid.rows();
          columns = grid.columns();
          channels = spec.filters();
        }
        case TRANSPOSED_CONVOLUTION ->
            throw new IllegalArgumentException("encoder: expected no transposed convolution");
      }
    }
    builder.addDense(new LayerSpec.Dense(outputs, Activation.IDENTITY));
    return builder.build();
  }

  /**
   * From {@code inputs} values to an image, whose last layer is linear and of the hidden's kind.
   */
  static Stack toImage(
      GraphBuilder graph,
      String name,
      String from,
      int inputs,
      List<LayerSpec> hidden,
      ImageShape shape) {
    StackBuilder builder = new StackBuilder(graph, name, from, inputs);
    List<LayerSpec> layers = new ArrayList<>(hidden);
    boolean spatial =
        !hidden.isEmpty()
            && hidden.get(hidden.size() - 1) instanceof LayerSpec.TransposedConvolution;
    layers.add(
        spatial
            ? new LayerSpec.TransposedConvolution(1, 3, 1, Activation.IDENTITY)
            : new LayerSpec.Dense(shape.pixels(), Activation.IDENTITY));
    PatchGrid[] grids = grids(layers, shape);
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec layer = layers.get(i);
      switch (layer.kind()) {
        case DENSE -> builder.addDense((LayerSpec.Dense) layer);
        case TRANSPOSED_CONVOLUTION -> builder.addTransposed(grids[i], layer.activation());
        case CONVOLUTION ->
            throw new IllegalArgumentException("decoder: expected no plain convolution");
      }
    }
    return builder.build();
  }

  /** The grid of each transposed convolution, from the last one, whose output is the image. */
  private static PatchGrid[] grids(List<LayerSpec> layers, ImageShape shape) {
    PatchGrid[] grids = new PatchGrid[layers.size()];
    int height = shape.height();
    int columns = shape.width();
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (layers.get(i) instanceof LayerSpec.TransposedConvolution spec) {
        grids[i] = new PatchGrid(height, columns, spec.channels(), spec.kernel(), spec.stride());
        height = grids[i].rows();
        columns = grids[i].columns();
      }
    }
    return grids;
  }

  private void addDense(LayerSpec.Dense dense) {
    Activation inner = dense.batchNorm() ? Activation.IDENTITY : dense.activation();
    String weights = add(new GemmDense(width, dense.outputs(), inner, last.equals(INPUT)));
    width = dense.outputs();
    Optional<String> norm = Optional.empty();
    if (dense.batchNorm()) {
      norm = Optional.of(add(new FusedNormalisation(width, dense.activation(), dense.dropout())));
    }
    parts.add(new Part(weights, norm, dense.activation()));
  }

  private void addTransposed(PatchGrid grid, Activation activation) {
    if (width % grid.count() != 0) {
      throw new IllegalArgumentException(
          "decoder: expected a multiple of %d values before a transposed convolution, got %d"
              .formatted(grid.count(), width));
    }
    addConvolution(grid, width / grid.count(), true, activation);
  }

  private void addConvolution(
      PatchGrid grid, int filters, boolean transposed, Activation activation) {
    PatchConvolution conf =
        new PatchConvolution(grid, filters, transposed, activation, last.equals(INPUT));
    parts.add(new Part(add(conf), Optional.empty(), activation));
    width = conf.outputs();
  }

  private String add(Layer layer) {
    String layerName = name + "." + added++;
    graph.addLayer(layerName, layer, last);
    last = layerName;
    return layerName;
  }

  private Stack build() {
    return new Stack(parts, last);
  }
}
