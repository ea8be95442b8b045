package dev.surprisal.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.surprisal.BadInputException;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageDecoder;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Model;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code bundle.json}, checks every field, and builds the bundle. */
final class ManifestReader {
  private final String file;
  private final JsonNode root;
  private final JsonFields fields;

  ManifestReader(String file, JsonNode root) {
    this.file = file;
    this.root = root;
    this.fields = new JsonFields(file);
  }

  void expectVersion() {
    JsonNode version = root.path("formatVersion");
    int newest = Bundle.FORMAT_VERSION;
    if (!version.isInt() || version.asInt() < 1 || version.asInt() > newest) {
      throw new BadInputException(
          "%s: formatVersion: expected 1 to %d, got %s; use the release of surprisal that wrote it"
              .formatted(file, newest, JsonFields.shown(version)));
    }
  }

  /** Checks that no byte of the manifest was changed since it was written. */
  void expectOwnDigest(byte[] manifest) {
    String digest = fields.text(root, "", SelfDigest.FIELD);
    if (!SelfDigest.matches(manifest, digest)) {
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

  /** The recorded size of a file in bytes. */
  long bytes(String name) {
    return fields.integer(
        root.path("files").path(name), "files." + name, "bytes", BundleFolder.MAX_TENSORS);
  }

  Bundle bundle(Map<String, Tensor> weights, Map<String, Tensor> calibration) {
    JsonNode image = root.path("image");
    ImageShape shape =
        new ImageShape(
            fields.integer(image, "image", "height", ImageShape.MAX_SIDE),
            fields.integer(image, "image", "width", ImageShape.MAX_SIDE));
    fields.choice(image, "image", "scale", ManifestReader::scale);
    NamedTensors networks = new NamedTensors(file, BundleFolder.WEIGHTS, weights);
    Model model = new ModelReader(fields, root, shape, networks).model();
    networks.expectAllTaken();
    NamedTensors clean = new NamedTensors(file, BundleFolder.CALIBRATION, calibration);
    Map<Score, Calibration> calibrations = calibrations(clean);
    Residuals residuals = residuals(shape, clean);
    clean.expectAllTaken();
    return new Bundle(
        fields.text(root, "", "name"),
        fields.text(root, "", "preset"),
        model,
        fields.choice(root, "", "defaultScore", Score::ofWireName),
        calibrations,
        residuals,
        provenance(root.path("provenance")),
        image.has(ManifestWriter.WHITE_LEVEL)
            ? fields.integer(image, "image", ManifestWriter.WHITE_LEVEL, ImageDecoder.FULL_WHITE)
            : ImageDecoder.FULL_WHITE);
  }

  /** Nothing in bundles of releases that did not write it. */
  GoldenSet golden() {
    JsonNode scores = root.path(GoldenSet.FIELD).path("scores");
    if (!root.has(GoldenSet.FIELD)) {
      return GoldenSet.NONE;
    }
    if (!scores.isArray() || scores.size() != GoldenSet.IMAGES) {
      throw new BadInputException(
          "%s: golden.scores: expected %d numbers, got %s"
              .formatted(file, GoldenSet.IMAGES, JsonFields.shown(scores)));
    }
    double[] values = new double[GoldenSet.IMAGES];
    for (int i = 0; i < values.length; i++) {
      if (!scores.get(i).isNumber() || !Double.isFinite(scores.get(i).doubleValue())) {
        throw new BadInputException(
            "%s: golden.scores: expected finite numbers, got %s"
                .formatted(file, JsonFields.shown(scores.get(i))));
      }
      values[i] = scores.get(i).doubleValue();
    }
    return new GoldenSet(values);
  }

  private static Optional<String> scale(String text) {
    return Optional.of(text).filter(ManifestWriter.SCALE::equals);
  }

  private Residuals residuals(ImageShape shape, NamedTensors tensors) {
    Tensor tensor = tensors.take(BundleTensors.RESIDUALS, shape.height(), shape.width());
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

  private Map<Score, Calibration> calibrations(NamedTensors tensors) {
    Map<Score, Calibration> calibrations = new EnumMap<>(Score.class);
    for (JsonNode name : root.path("calibration").path("scores")) {
      Score score =
          Score.ofWireName(name.asText())
              .orElseThrow(
                  () ->
                      new BadInputException(
                          "%s: calibration.scores: unknown score %s"
                              .formatted(file, JsonFields.shown(name))));
      calibrations.put(score, calibration(score, tensors.take(score.wireName())));
    }
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

  private Provenance provenance(JsonNode node) {
    return new Provenance(
        fields.instant(node, "provenance", "createdAt"),
        fields.text(node, "provenance", "dataSha256"),
        fields.whole(node, "provenance", "seed"),
        map(node, "settings", fields::text),
        map(node, "versions", fields::text),
        map(node, "evaluation", fields::number));
  }

  /** Reads one of an object's values, as {@link JsonFields} does. */
  private interface Value<T> {
    T read(JsonNode node, String place, String field);
  }

  private <T> Map<String, T> map(JsonNode node, String field, Value<T> value) {
    String place = "provenance." + field;
    Map<String, T> map = new TreeMap<>();
    node.path(field)
        .fieldNames()
        .forEachRemaining(
            name -> map.put(fields.plain(place, name), value.read(node.path(field), place, name)));
    return map;
  }
}
