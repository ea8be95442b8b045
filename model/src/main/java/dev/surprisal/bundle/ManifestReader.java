package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.BadInputException;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Combination;
import dev.surprisal.score.Combination.Excess;
import dev.surprisal.score.GaussianMixture;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import dev.surprisal.score.Statistics;
import dev.surprisal.score.Surprise;
import dev.surprisal.score.Term;
import dev.surprisal.vae.Layer;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code bundle.json} and puts a bundle together, trusting no field. */
final class ManifestReader {
  static final int MAX_WIDTH = 1 << 20;

  private final String file;
  private final JsonNode root;
  private final JsonFields fields;
  private final Set<String> used = new HashSet<>();

  ManifestReader(String file, JsonNode root) {
    this.file = file;
    this.root = root;
    this.fields = new JsonFields(file);
  }

  void expectVersion() {
    JsonNode version = root.path("formatVersion");
    if (!version.isInt() || version.asInt() != Bundle.FORMAT_VERSION) {
      throw new BadInputException(
          "%s: formatVersion: expected %d, got %s; use the release of surprisal that wrote it"
              .formatted(file, Bundle.FORMAT_VERSION, JsonFields.shown(version)));
    }
  }

  /** Whether the manifest is, to the byte, the one that was written. */
  void expectSealed(byte[] manifest) {
    String digest = fields.text(root, "", Seal.FIELD);
    if (!Seal.holds(manifest, digest)) {
      throw new BadInputException(
          "%s: expected content of SHA-256 %s, got another; the bundle was changed, copy or train it again"
              .formatted(file, digest));
    }
  }

  String sha256(String name) {
    fields.expectOnly(
        root.path("files"), "files", Set.of(BundleFolder.WEIGHTS, BundleFolder.CALIBRATION));
    return fields.text(root.path("files").path(name), "files." + name, "sha256");
  }

  Bundle bundle(Map<String, Tensor> weights, Map<String, Tensor> calibration) {
    JsonNode image = root.path("image");
    ImageShape shape =
        new ImageShape(
            fields.integer(image, "image", "height", ImageShape.MAX_SIDE),
            fields.integer(image, "image", "width", ImageShape.MAX_SIDE));
    fields.choice(image, "image", "scale", ManifestReader::scale);
    Vae vae = vae(BundleTensors.VAE, shape, weights);
    Model model = new Model(vae, surprise(shape, weights));
    expectOnly(BundleFolder.WEIGHTS, weights.keySet(), used);
    return new Bundle(
        fields.text(root, "", "name"),
        fields.text(root, "", "preset"),
        model,
        fields.choice(root, "", "defaultScore", Score::ofWireName),
        calibrations(calibration),
        residuals(shape, calibration),
        provenance(root.path("provenance")));
  }

  private static Optional<String> scale(String text) {
    return Optional.of(text).filter(ManifestWriter.SCALE::equals);
  }

  private Optional<Surprise> surprise(ImageShape shape, Map<String, Tensor> weights) {
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
            vae(BundleTensors.BACKGROUND, shape, weights),
            layers(discriminator, BundleTensors.DISCRIMINATOR, weights),
            density(weights),
            new Combination(excesses)));
  }

  private GaussianMixture density(Map<String, Tensor> weights) {
    String name = BundleTensors.DENSITY;
    int d = Statistics.COUNT;
    int k =
        Math.max(
            1,
            Optional.ofNullable(weights.get(name + ".log_constants")).map(Tensor::size).orElse(1));
    return new GaussianMixture(
        tensor(weights, name + ".center", d).doubles(),
        tensor(weights, name + ".scale", d).doubles(),
        tensor(weights, name + ".log_constants", k).doubles(),
        tensor(weights, name + ".means", k, d).doubles(),
        tensor(weights, name + ".whitenings", k, d, d).doubles());
  }

  private Vae vae(String name, ImageShape shape, Map<String, Tensor> weights) {
    JsonNode node = root.path("networks").path(name);
    String place = "networks." + name;
    return new Vae(
        shape,
        fields.integer(node, place, "latent", MAX_WIDTH),
        layers(node.path("encoder"), name + ".encoder", weights),
        layers(node.path("decoder"), name + ".decoder", weights),
        likelihood(node, place));
  }

  private Likelihood likelihood(JsonNode node, String place) {
    return fields.choice(
        node,
        place,
        "likelihood",
        name ->
            switch (name) {
              case Likelihood.Bernoulli.NAME -> Optional.of(Likelihood.BERNOULLI);
              case Likelihood.Gaussian.NAME ->
                  Optional.of(new Likelihood.Gaussian(fields.number(node, place, "variance")));
              default -> Optional.empty();
            });
  }

  private List<Layer> layers(JsonNode nodes, String stack, Map<String, Tensor> weights) {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode node : nodes) {
      int i = layers.size();
      layers.add(
          new LayerFields(fields, node, stack + "." + i)
              .read(
                  shape -> tensor(weights, BundleTensors.weight(stack, i), shape).floats(),
                  shape -> tensor(weights, BundleTensors.bias(stack, i), shape).floats()));
    }
    return layers;
  }

  private Residuals residuals(ImageShape shape, Map<String, Tensor> tensors) {
    Tensor tensor = tensors.get(BundleTensors.RESIDUALS);
    long[] sides = {shape.height(), shape.width()};
    if (tensor == null || !Arrays.equals(tensor.shape(), sides)) {
      throw new BadInputException(
          "%s: expected tensor %s of shape %s in %s"
              .formatted(file, BundleTensors.RESIDUALS, shape, BundleFolder.CALIBRATION));
    }
    byte[] usual = new byte[tensor.size()];
    for (int i = 0; i < usual.length; i++) {
      if (!(tensor.value(i) >= 0 && tensor.value(i) <= 1)) {
        throw new BadInputException(
            "%s: tensor %s: expected values in [0, 1], got %s"
                .formatted(file, BundleTensors.RESIDUALS, tensor.value(i)));
      }
      usual[i] = (byte) Math.round(255 * tensor.value(i));
    }
    return new Residuals(GrayImage.of(shape, usual));
  }

  private Map<Score, Calibration> calibrations(Map<String, Tensor> tensors) {
    Map<Score, Calibration> calibrations = new EnumMap<>(Score.class);
    for (JsonNode name : root.path("calibration").path("scores")) {
      Score score =
          Score.ofWireName(name.asText())
              .orElseThrow(
                  () ->
                      new BadInputException(
                          "%s: calibration.scores: unknown score %s"
                              .formatted(file, JsonFields.shown(name))));
      Tensor tensor = tensors.get(score.wireName());
      if (tensor == null) {
        throw new BadInputException(
            "%s: tensor %s is missing from %s"
                .formatted(file, score.wireName(), BundleFolder.CALIBRATION));
      }
      calibrations.put(score, calibration(score, tensor));
    }
    Set<String> names =
        calibrations.keySet().stream()
            .map(Score::wireName)
            .collect(Collectors.toCollection(HashSet::new));
    names.add(BundleTensors.RESIDUALS);
    expectOnly(BundleFolder.CALIBRATION, tensors.keySet(), names);
    return calibrations;
  }

  private Calibration calibration(Score score, Tensor tensor) {
    try {
      return new Calibration(tensor.doubles());
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s: tensor %s: %s".formatted(file, score.wireName(), e.getMessage()), e);
    }
  }

  private void expectOnly(String tensors, Set<String> names, Set<String> known) {
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new BadInputException(
          "%s: tensor %s in %s belongs to nothing in this manifest"
              .formatted(file, unknown.iterator().next(), tensors));
    }
  }

  private Provenance provenance(JsonNode node) {
    return new Provenance(
        fields.text(node, "provenance", "createdAt"),
        fields.text(node, "provenance", "dataSha256"),
        node.path("seed").asLong(),
        map(node.path("settings"), JsonNode::asText),
        map(node.path("versions"), JsonNode::asText),
        map(node.path("evaluation"), JsonNode::asDouble));
  }

  private static <T> Map<String, T> map(JsonNode node, Function<JsonNode, T> value) {
    Map<String, T> map = new TreeMap<>();
    node.properties().forEach(e -> map.put(e.getKey(), value.apply(e.getValue())));
    return map;
  }

  private Tensor tensor(Map<String, Tensor> weights, String name, long... shape) {
    used.add(name);
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new BadInputException(
          "%s: tensor %s is missing from %s".formatted(file, name, BundleFolder.WEIGHTS));
    }
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new BadInputException(
          "%s: tensor %s: expected shape %s, got %s"
              .formatted(file, name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
    }
    return tensor;
  }
}
