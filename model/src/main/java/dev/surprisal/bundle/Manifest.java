package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Model;
import dev.surprisal.score.Score;
import dev.surprisal.vae.Activation;
import dev.surprisal.vae.Dense;
import dev.surprisal.vae.Likelihood;
import dev.surprisal.vae.Vae;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code bundle.json}: everything of a bundle that is no array. */
final class Manifest {
  private Manifest() {}

  static ObjectNode write(ObjectNode root, Bundle bundle) {
    ImageShape shape = bundle.model().shape();
    root.put("formatVersion", Bundle.FORMAT_VERSION)
        .put("name", bundle.name())
        .put("preset", bundle.preset());
    root.putObject("image")
        .put("height", shape.height())
        .put("width", shape.width())
        .put("scale", "byte / 255");
    write(root.putObject("networks").putObject(BundleTensors.VAE), bundle.model().vae());
    ArrayNode scores = root.putObject("calibration").putArray("scores");
    bundle.calibrations().keySet().stream().sorted().forEach(s -> scores.add(s.wireName()));
    root.put("defaultScore", bundle.defaultScore().wireName());
    Provenance provenance = bundle.provenance();
    ObjectNode node = root.putObject("provenance");
    node.put("createdAt", provenance.createdAt())
        .put("dataSha256", provenance.dataSha256())
        .put("seed", provenance.seed());
    new TreeMap<>(provenance.settings()).forEach(node.putObject("settings")::put);
    new TreeMap<>(provenance.versions()).forEach(node.putObject("versions")::put);
    new TreeMap<>(provenance.evaluation()).forEach(node.putObject("evaluation")::put);
    return root;
  }

  private static void write(ObjectNode node, Vae vae) {
    node.put("latent", vae.latent()).put("likelihood", wireName(vae.likelihood()));
    write(node.putArray("encoder"), vae.encoder());
    write(node.putArray("decoder"), vae.decoder());
  }

  private static void write(ArrayNode node, List<Dense> layers) {
    for (Dense layer : layers) {
      node.addObject()
          .put("kind", "dense")
          .put("inputs", layer.inputs())
          .put("outputs", layer.outputs())
          .put("activation", layer.activation().wireName());
    }
  }

  private static String wireName(Likelihood likelihood) {
    return likelihood.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Reads field by field; whatever is missing or of the wrong kind is named. */
  static final class Reader {
    private static final int MAX_WIDTH = 1 << 20;

    private final String file;
    private final JsonNode root;

    Reader(String file, JsonNode root) {
      this.file = file;
      this.root = root;
    }

    void expectVersion() {
      JsonNode version = root.path("formatVersion");
      if (!version.isInt() || version.asInt() != Bundle.FORMAT_VERSION) {
        throw new BadInputException(
            "%s: formatVersion: expected %d, got %s; use the release of surprisal that wrote it"
                .formatted(file, Bundle.FORMAT_VERSION, shown(version)));
      }
    }

    String sha256(String name) {
      return text(root.path("files").path(name), "files." + name, "sha256");
    }

    Bundle bundle(Map<String, Tensor> weights, Map<String, Tensor> calibration) {
      JsonNode image = root.path("image");
      ImageShape shape =
          new ImageShape(
              integer(image, "image", "height", ImageShape.MAX_SIDE),
              integer(image, "image", "width", ImageShape.MAX_SIDE));
      Vae vae = vae(BundleTensors.VAE, shape, weights);
      return new Bundle(
          text(root, "", "name"),
          text(root, "", "preset"),
          new Model(vae),
          choice(root, "defaultScore", Score::ofWireName),
          calibrations(calibration),
          provenance(root.path("provenance")));
    }

    private Vae vae(String name, ImageShape shape, Map<String, Tensor> weights) {
      JsonNode node = root.path("networks").path(name);
      String place = "networks." + name;
      return new Vae(
          shape,
          integer(node, place, "latent", MAX_WIDTH),
          layers(node.path("encoder"), name + ".encoder", weights),
          layers(node.path("decoder"), name + ".decoder", weights),
          choice(
              node,
              "likelihood",
              text ->
                  Arrays.stream(Likelihood.values())
                      .filter(likelihood -> wireName(likelihood).equals(text))
                      .findFirst()));
    }

    private List<Dense> layers(JsonNode nodes, String stack, Map<String, Tensor> weights) {
      List<Dense> layers = new ArrayList<>();
      for (JsonNode node : nodes) {
        int i = layers.size();
        String place = stack + "." + i;
        if (!text(node, place, "kind").equals("dense")) {
          throw new BadInputException(
              "%s: %s.kind: expected dense, got %s".formatted(file, place, node.path("kind")));
        }
        int inputs = integer(node, place, "inputs", MAX_WIDTH);
        int outputs = integer(node, place, "outputs", MAX_WIDTH);
        layers.add(
            new Dense(
                inputs,
                outputs,
                choice(node, "activation", Activation::ofWireName),
                tensor(weights, BundleTensors.weight(stack, i), inputs, outputs).floats(),
                tensor(weights, BundleTensors.bias(stack, i), outputs).floats()));
      }
      return layers;
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
                                .formatted(file, shown(name))));
        Tensor tensor = tensors.get(score.wireName());
        if (tensor == null) {
          throw new BadInputException(
              "%s: tensor %s is missing from %s"
                  .formatted(file, score.wireName(), BundleFolder.CALIBRATION));
        }
        calibrations.put(score, new Calibration(tensor.doubles()));
      }
      return calibrations;
    }

    private Provenance provenance(JsonNode node) {
      return new Provenance(
          text(node, "provenance", "createdAt"),
          text(node, "provenance", "dataSha256"),
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

    private String text(JsonNode node, String place, String field) {
      JsonNode value = node.path(field);
      if (!value.isTextual()) {
        throw wrong(place, field, "text", value);
      }
      return value.asText();
    }

    private int integer(JsonNode node, String place, String field, int max) {
      JsonNode value = node.path(field);
      if (!value.isInt() || value.asInt() < 1 || value.asInt() > max) {
        throw wrong(place, field, "a whole number from 1 to " + max, value);
      }
      return value.asInt();
    }

    private <T> T choice(JsonNode node, String field, Function<String, Optional<T>> parse) {
      JsonNode value = node.path(field);
      return parse
          .apply(value.asText())
          .orElseThrow(() -> wrong("", field, "one of the known names", value));
    }

    private BadInputException wrong(String place, String field, String expected, JsonNode got) {
      String name = place.isEmpty() ? field : place + "." + field;
      return new BadInputException(
          "%s: %s: expected %s, got %s".formatted(file, name, expected, shown(got)));
    }

    private static String shown(JsonNode node) {
      String text = node.isMissingNode() ? "nothing" : node.toString();
      return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
  }
}
