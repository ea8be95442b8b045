package dev.surprisal.benchmarks.scorer;

import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * A VAE with its ELBO as an ONNX graph: {@code x [n, pixels]} in, {@code elbo_nats [n]} out. It
 * computes what {@link dev.surprisal.score.ScorePass} does, z at the posterior's mean.
 */
final class OnnxModel {
  static final String INPUT = "x";
  static final String OUTPUT = "elbo_nats";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("vae");

  private OnnxModel() {}

  static byte[] of(Vae vae) {
    OnnxModel model = new OnnxModel();
    model.build(vae);
    return ModelProto.newBuilder()
        .setIrVersion(6)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11))
        .setGraph(model.graph)
        .build()
        .toByteArray();
  }

  private void build(Vae vae) {
    graph.addInput(value(INPUT, vae.shape().pixels())).addOutput(value(OUTPUT));
    String posterior = layers("encoder", vae.encoder(), INPUT);
    NodeProto.Builder split =
        NodeProto.newBuilder()
            .setOpType("Split")
            .addInput(posterior)
            .addOutput("mean")
            .addOutput("log_variance")
            .addAttribute(integer("axis", 1));
    graph.addNode(split);
    String logits = layers("decoder", vae.decoder(), "mean");
    // −log p(x|z) = Σ max(l, 0) − x·l + log(1 + e^−|l|). ONNX's Softplus costs twice as much.
    constant("one", new float[] {1});
    node("Relu", "positive", logits);
    node("Abs", "magnitude", logits);
    node("Neg", "minus_magnitude", "magnitude");
    node("Exp", "exponential", "minus_magnitude");
    node("Add", "one_more", "exponential", "one");
    node("Log", "logarithm", "one_more");
    node("Mul", "x_logits", INPUT, logits);
    node("Sub", "linear", "positive", "x_logits");
    node("Add", "pixel_nats", "linear", "logarithm");
    sum("pixel_nats", "reconstruction_nats");
    // KL = ½ Σ μ² + σ² − 1 − ln σ²
    node("Mul", "mean_squared", "mean", "mean");
    node("Exp", "variance", "log_variance");
    constant("half", new float[] {0.5f});
    node("Add", "squares", "mean_squared", "variance");
    node("Sub", "squares_minus_log", "squares", "log_variance");
    node("Sub", "terms", "squares_minus_log", "one");
    sum("terms", "twice_kl");
    node("Mul", "kl_nats", "twice_kl", "half");
    node("Add", OUTPUT, "reconstruction_nats", "kl_nats");
  }

  private String layers(String stack, List<Layer> layers, String input) {
    String value = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String name = stack + "." + i;
      constant(name + ".weight", layer.weights(), layer.inputs(), layer.outputs());
      constant(name + ".bias", layer.bias(), layer.outputs());
      node("Gemm", name, value, name + ".weight", name + ".bias");
      value = name;
      if (layer.activation() == Activation.RELU) {
        node("Relu", name + ".relu", value);
        value = name + ".relu";
      } else if (layer.activation() != Activation.IDENTITY) {
        throw new IllegalArgumentException("no ONNX form of " + layer.activation());
      }
    }
    return value;
  }

  private void node(String type, String output, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output));
  }

  private void sum(String input, String output) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("ReduceSum")
            .addInput(input)
            .addOutput(output)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axes")
                    .setType(AttributeProto.AttributeType.INTS)
                    .addInts(1))
            .addAttribute(integer("keepdims", 0)));
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private void constant(String name, float[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(org.nd4j.shade.protobuf.ByteString.copyFrom(bytes));
    for (long side : shape) {
      tensor.addDims(side);
    }
    graph.addInitializer(tensor);
  }

  /** A float tensor whose first side is the batch's. */
  private static ValueInfoProto value(String name, long... sides) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
    for (long side : sides) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }
}
