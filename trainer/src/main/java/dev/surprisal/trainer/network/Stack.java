package dev.surprisal.trainer.network;

import static org.deeplearning4j.nn.params.DefaultParamInitializer.BIAS_KEY;
import static org.deeplearning4j.nn.params.DefaultParamInitializer.WEIGHT_KEY;

import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Layer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.BaseLayer;

/**
 * A chain of layers in a graph, ending in a linear one.
 *
 * @param names of the layers in the graph, in order
 */
record Stack(List<String> names) {
  /** The graph's input. */
  static final String INPUT = "image";

  Stack {
    names = List.copyOf(names);
  }

  /**
   * Adds the layers to a graph.
   *
   * @param from what feeds the first layer
   * @param inputs width of {@code from}
   * @param outputs width of the linear layer at the end
   */
  static Stack add(
      GraphBuilder builder,
      String name,
      String from,
      int inputs,
      List<LayerSpec> hidden,
      int outputs) {
    List<LayerSpec> layers = new ArrayList<>(hidden);
    layers.add(new LayerSpec.Dense(outputs, Activation.IDENTITY));
    List<String> names = new ArrayList<>();
    String input = from;
    int width = inputs;
    for (LayerSpec layer : layers) {
      LayerSpec.Dense dense = (LayerSpec.Dense) layer;
      String layerName = name + "." + names.size();
      boolean first = input.equals(INPUT);
      builder.addLayer(
          layerName, new FastDense(width, dense.outputs(), dense.activation(), first), input);
      names.add(layerName);
      input = layerName;
      width = dense.outputs();
    }
    return new Stack(names);
  }

  String last() {
    return names.get(names.size() - 1);
  }

  /** The weights as they stand, in the scorer's form. */
  List<Layer> export(ComputationGraph graph) {
    List<Layer> layers = new ArrayList<>();
    for (String name : names) {
      BaseLayer<?> trained = (BaseLayer<?>) graph.getLayer(name);
      FastDense dense = (FastDense) trained.conf().getLayer();
      layers.add(
          new Dense(
              (int) dense.getNIn(),
              (int) dense.getNOut(),
              dense.activation(),
              RowMajor.floats(trained.getParam(WEIGHT_KEY)),
              RowMajor.floats(trained.getParam(BIAS_KEY))));
    }
    return layers;
  }
}
