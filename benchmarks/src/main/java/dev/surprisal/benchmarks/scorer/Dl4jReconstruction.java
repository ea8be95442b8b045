package dev.surprisal.benchmarks.scorer;

import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.variational.BernoulliReconstructionDistribution;
import org.deeplearning4j.nn.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's own VAE layer of the same widths and its {@code reconstructionLogProbability} with one
 * draw, as in DL4J's anomaly example. It is not the ELBO (it lacks the KL and draws z), so its
 * answer is not compared; its weights are DL4J's initial ones.
 */
final class Dl4jReconstruction implements Contestant {
  private final int pixels;
  private final MultiLayerNetwork network;
  private final VariationalAutoencoder layer;

  Dl4jReconstruction(Vae vae) {
    this.pixels = vae.shape().pixels();
    this.network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder
                            .Builder()
                        .nIn(pixels)
                        .nOut(vae.latent())
                        .encoderLayerSizes(hidden(vae.encoder()))
                        .decoderLayerSizes(hidden(vae.decoder()))
                        .activation(Activation.RELU)
                        .reconstructionDistribution(
                            new BernoulliReconstructionDistribution(Activation.SIGMOID))
                        .build())
                .build());
    network.init();
    this.layer = (VariationalAutoencoder) network.getLayer(0);
  }

  private static int[] hidden(List<Layer> layers) {
    return layers.subList(0, layers.size() - 1).stream().mapToInt(Layer::outputs).toArray();
  }

  @Override
  public String name() {
    return "DL4J VAE layer";
  }

  @Override
  public boolean answers() {
    return false;
  }

  @Override
  public void score(byte[][] images, int n, double[] elboNats) {
    float[] unit = new float[n * pixels];
    for (int i = 0; i < n; i++) {
      UnitPixels.copy(images[i], unit, i * pixels);
    }
    INDArray x = Nd4j.create(unit, new long[] {n, pixels}, 'c');
    float[] nats = layer.reconstructionLogProbability(x, 1).toFloatVector();
    for (int i = 0; i < n; i++) {
      elboNats[i] = -nats[i];
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
