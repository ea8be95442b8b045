package dev.surprisal.bundle;

import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.score.Model;
import dev.surprisal.score.Surprise;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Vae;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bundle's arrays by their names in the files, such as {@code vae.encoder.0.weight}. */
final class BundleTensors {
  static final String VAE = "vae";
  static final String BACKGROUND = "background";
  static final String DISCRIMINATOR = "discriminator";
  static final String DENSITY = "density";
  static final String SHARPNESS = "sharpness";
  static final String LOCAL = "local";

  /** The centres among clean images' latent means, {@code [n, latent]}. */
  static final String NEAREST = "nearest.centres";

  /** Name in the calibration file of the usual residual of each pixel, in [0, 1]. */
  static final String RESIDUALS = "residuals";

  private BundleTensors() {}

  static Map<String, Tensor> weights(Model model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    put(tensors, VAE, model.vae());
    model.surprise().ifPresent(surprise -> put(tensors, surprise));
    return tensors;
  }

  private static void put(Map<String, Tensor> tensors, Surprise surprise) {
    put(tensors, BACKGROUND, surprise.background());
    put(tensors, DISCRIMINATOR, surprise.discriminator());
    surprise.local().ifPresent(local -> put(tensors, local));
    surprise
        .nearest()
        .ifPresent(
            nearest ->
                tensors.put(
                    NEAREST, Tensor.f32(nearest.centres(), nearest.count(), nearest.latent())));
    put(tensors, DENSITY, surprise.density());
    surprise.sharpness().ifPresent(sharpness -> put(tensors, SHARPNESS, sharpness));
  }

  private static void put(Map<String, Tensor> tensors, String name, GaussianMixture density) {
    int d = density.dimensions();
    int k = density.logConstants().length;
    tensors.put(name + ".center", Tensor.f64(density.center(), d));
    tensors.put(name + ".scale", Tensor.f64(density.scale(), d));
    tensors.put(logConstants(name), Tensor.f64(density.logConstants(), k));
    tensors.put(name + ".means", Tensor.f64(density.means(), k, d));
    tensors.put(name + ".whitenings", Tensor.f64(density.whitenings(), k, d, d));
  }

  private static void put(Map<String, Tensor> tensors, LocalResiduals local) {
    put(tensors, LOCAL, local.autoencoder());
    ImageShape shape = local.shape();
    for (int side : LocalResiduals.SIDES) {
      tensors.put(usual(side), Tensor.f32(local.usual(side), shape.height(), shape.width()));
    }
  }

  private static void put(Map<String, Tensor> tensors, String name, Vae vae) {
    put(tensors, name + ".encoder", vae.encoder());
    put(tensors, name + ".decoder", vae.decoder());
  }

  private static void put(Map<String, Tensor> tensors, String name, List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      tensors.put(weight(name, i), Tensor.f32(layer.weights(), layer.weightShape()));
      tensors.put(bias(name, i), Tensor.f32(layer.bias(), layer.bias().length));
    }
  }

  static Map<String, Tensor> calibrations(Bundle bundle) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    GrayImage usual = bundle.residuals().usual();
    tensors.put(
        RESIDUALS, Tensor.f32(floats(usual), usual.shape().height(), usual.shape().width()));
    new TreeMap<>(bundle.calibrations())
        .forEach(
            (score, calibration) ->
                tensors.put(
                    score.wireName(), Tensor.f64(calibration.scores(), calibration.size())));
    return tensors;
  }

  private static float[] floats(GrayImage image) {
    float[] values = new float[image.shape().pixels()];
    image.toUnit(values, 0);
    return values;
  }

  /** The array whose length is the number of a density's components. */
  static String logConstants(String density) {
    return density + ".log_constants";
  }

  /** The usual residuals of the windows of one side. */
  static String usual(int side) {
    return LOCAL + ".usual." + side;
  }

  static String weight(String stack, int layer) {
    return stack + "." + layer + ".weight";
  }

  static String bias(String stack, int layer) {
    return stack + "." + layer + ".bias";
  }
}
