package dev.surprisal.benchmarks.scorer;

import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * DeepLearning4J as its examples use it: {@code MultiLayerNetwork.output} and ND4J's operations.
 */
public final class Dl4jOutput implements Contestant {
  private final int pixels;
  private final int latent;
  private final MultiLayerNetwork encoder;
  private final MultiLayerNetwork decoder;

  public Dl4jOutput(Vae vae) {
    this.pixels = vae.shape().pixels();
    this.latent = vae.latent();
    this.encoder = network(vae.encoder());
    this.decoder = network(vae.decoder());
  }

  private static MultiLayerNetwork network(List<Layer> layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      list.layer(
          new DenseLayer.Builder()
              .nIn(layer.inputs())
              .nOut(layer.outputs())
              .activation(Activation.valueOf(layer.activation().name().toUpperCase(Locale.ROOT)))
              .build());
    }
    MultiLayerConfiguration configuration = list.build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      network.setParam(
          i + "_W",
          Nd4j.create(layer.weights(), new long[] {layer.inputs(), layer.outputs()}, 'c'));
      network.setParam(i + "_b", Nd4j.create(layer.bias(), new long[] {1, layer.outputs()}, 'c'));
    }
    return network;
  }

  @Override
  public String name() {
    return "DL4J output";
  }

  @Override
  public void score(byte[][] images, int n, double[] elboNats) {
    float[] unit = new float[n * pixels];
    for (int i = 0; i < n; i++) {
      UnitPixels.copy(images[i], unit, i * pixels);
    }
    INDArray x = Nd4j.create(unit, new long[] {n, pixels}, 'c');
    INDArray posterior = encoder.output(x);
    INDArray mean = posterior.get(NDArrayIndex.all(), NDArrayIndex.interval(0, latent)).dup();
    INDArray logVariance =
        posterior.get(NDArrayIndex.all(), NDArrayIndex.interval(latent, 2 * latent)).dup();
    INDArray logits = decoder.output(mean);
    // log(1 + e^l) = relu(l) + log(1 + e^−|l|), since ND4J's own overflows
    INDArray rest = Transforms.exp(Transforms.abs(logits, true).negi(), false).addi(1);
    INDArray nats =
        Transforms.relu(logits, true).addi(Transforms.log(rest, false)).subi(x.mul(logits)).sum(1);
    INDArray kl =
        mean.mul(mean)
            .addi(Transforms.exp(logVariance, true))
            .subi(logVariance)
            .subi(1)
            .sum(1)
            .muli(0.5);
    float[] elbo = nats.addi(kl).toFloatVector();
    for (int i = 0; i < n; i++) {
      elboNats[i] = elbo[i];
    }
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
