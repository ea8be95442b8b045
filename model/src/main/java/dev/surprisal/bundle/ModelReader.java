package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.CleanLatents;
import dev.surprisal.score.Combination;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.LocalResiduals;
import dev.surprisal.score.Model;
import dev.surprisal.score.Sharpness;
import dev.surprisal.score.Statistics;
import dev.surprisal.score.Surprise;
import dev.surprisal.score.Term;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds a model from the manifest and the weights. */
final class ModelReader {
  static final int MAX_WIDTH = 1 << 20;

  private static final int MAX_LAYERS = 100;

  /** Components of the density; each costs every image some hundred operations. */
  private static final int MAX_COMPONENTS = 1000;

  private final JsonFields fields;
  private final JsonNode root;
  private final ImageShape shape;
  private final NamedTensors tensors;

  /**
   * @param root the manifest's root node
   * @param tensors of the weights' file
   */
  ModelReader(JsonFields fields, JsonNode root, ImageShape shape, NamedTensors tensors) {
    this.fields = fields;
    this.root = root;
    this.shape = shape;
    this.tensors = tensors;
  }

  Model model() {
    Vae vae = vae(BundleTensors.VAE);
    return new Model(vae, surprise(vae.latent()));
  }

  private Optional<Surprise> surprise(int latent) {
    JsonNode node = root.path("surprise");
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    Map<Term, Excess> excesses = new EnumMap<>(Term.class);
    for (Term term : Term.values()) {
      JsonNode excess = node.path(term.wireName());
      if (!excess.isMissingNode()) {
        String place = "surprise." + term.wireName();
        excesses.put(
            term,
            new Excess(
                fields.number(excess, place, "threshold"),
                fields.number(excess, place, "meanExcess")));
      }
    }
    JsonNode discriminator = root.path("networks").path(BundleTensors.DISCRIMINATOR);
    return Optional.of(
        new Surprise(
            vae(BundleTensors.BACKGROUND),
            layers(discriminator, BundleTensors.DISCRIMINATOR),
            density(BundleTensors.DENSITY, Statistics.COUNT),
            local(),
            nearest(latent),
            sharpness(),
            new Combination(excesses)));
  }

  private Optional<LocalResiduals> local() {
    JsonNode nodes = root.path("networks").path(BundleTensors.LOCAL);
    if (nodes.isMissingNode()) {
      return Optional.empty();
    }
    float[][] usual =
        LocalResiduals.SIDES.stream()
            .map(side -> tensors.take(BundleTensors.usual(side), shape.height(), shape.width()))
            .map(Tensor::floats)
            .toArray(float[][]::new);
    return Optional.of(new LocalResiduals(shape, layers(nodes, BundleTensors.LOCAL), usual));
  }

  private Optional<CleanLatents> nearest(int latent) {
    return tensors
        .find(BundleTensors.NEAREST)
        .map(tensor -> tensors.take(BundleTensors.NEAREST, tensor.size() / latent, latent))
        .map(tensor -> new CleanLatents(latent, tensor.floats()));
  }

  private Optional<GaussianMixture> sharpness() {
    String name = BundleTensors.SHARPNESS;
    return tensors
        .find(BundleTensors.logConstants(name))
        .map(present -> density(name, Sharpness.COUNT));
  }

  private GaussianMixture density(String name, int d) {
    String constants = BundleTensors.logConstants(name);
    int k = Math.max(1, tensors.find(constants).map(Tensor::size).orElse(1));
    if (k > MAX_COMPONENTS) {
      throw new IllegalArgumentException(
          "%s: expected at most %d components, got %d".formatted(name, MAX_COMPONENTS, k));
    }
    return new GaussianMixture(
        tensors.take(name + ".center", d).doubles(),
        tensors.take(name + ".scale", d).doubles(),
        tensors.take(constants, k).doubles(),
        tensors.take(name + ".means", k, d).doubles(),
        tensors.take(name + ".whitenings", k, d, d).doubles());
  }

  private Vae vae(String name) {
    JsonNode node = root.path("networks").path(name);
    String place = "networks." + name;
    return new Vae(
        shape,
        fields.integer(node, place, "latent", MAX_WIDTH),
        layers(node.path("encoder"), name + ".encoder"),
        layers(node.path("decoder"), name + ".decoder"),
        likelihood(node, place));
  }

  private Likelihood likelihood(JsonNode node, String place) {
    return switch (fields.choice(node, place, "likelihood", Likelihood.Kind::ofWireName)) {
      case BERNOULLI -> Likelihood.BERNOULLI;
      case GAUSSIAN -> new Likelihood.Gaussian(fields.number(node, place, "variance"));
    };
  }

  private List<Layer> layers(JsonNode nodes, String stack) {
    if (nodes.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "%s: expected at most %d layers, got %d".formatted(stack, MAX_LAYERS, nodes.size()));
    }
    List<Layer> layers = new ArrayList<>();
    for (JsonNode node : nodes) {
      int i = layers.size();
      layers.add(
          new LayerFields(fields, node, stack + "." + i)
              .read(
                  sides -> tensors.take(BundleTensors.weight(stack, i), sides).floats(),
                  sides -> tensors.take(BundleTensors.bias(stack, i), sides).floats()));
    }
    return layers;
  }
}
