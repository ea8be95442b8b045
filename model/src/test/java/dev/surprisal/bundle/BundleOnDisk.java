package dev.surprisal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.data.Sha256;
import dev.surprisal.image.GrayImage;
import dev.surprisal.image.ImageShape;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Models;
import dev.surprisal.score.Residuals;
import dev.surprisal.score.Score;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** A small bundle in a folder, and a forger's tools: what they change, they also sign. */
final class BundleOnDisk {
  static final ImageShape SHAPE = new ImageShape(6, 5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  BundleOnDisk(Path folder) {
    this.folder = folder;
    BundleFolder.write(bundle(), folder);
  }

  /** With every kind of network that a bundle can hold. */
  static Bundle bundle() {
    return new Bundle(
        "digits",
        "mlp-13",
        Models.surprise(SHAPE),
        Score.SURPRISE,
        Map.of(
            Score.SURPRISE, new Calibration(new double[] {0.5, 1, 2}),
            Score.ELBO, new Calibration(new double[] {3, 1, 4, 1, 5})),
        new Residuals(GrayImage.of(SHAPE, new byte[SHAPE.pixels()])),
        new Provenance(
            "2026-11-22T00:00:00Z",
            "0".repeat(64),
            42,
            Map.of("epochs", "10", "batch", "128"),
            Map.of("java", "17.0.1"),
            Map.of("elboNats", 98.5)));
  }

  Path manifest() {
    return folder.resolve("bundle.json");
  }

  Path weights() {
    return folder.resolve("weights.safetensors");
  }

  Path calibration() {
    return folder.resolve("calibration.safetensors");
  }

  /** Changes {@code bundle.json} and makes its digest right. */
  void editManifest(Consumer<ObjectNode> edit) {
    try {
      ObjectNode root = (ObjectNode) JSON.readTree(manifest().toFile());
      root.put("sha256", "0".repeat(64));
      edit.accept(root);
      Files.writeString(manifest(), SelfDigest.insertInto(JSON.writeValueAsString(root)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes a safetensors file's header, and makes every digest right. */
  void editHeader(Path file, Consumer<ObjectNode> edit) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      ObjectNode header = (ObjectNode) JSON.readTree(new String(bytes, 8, length, UTF_8));
      edit.accept(header);
      byte[] data = Arrays.copyOfRange(bytes, 8 + length, bytes.length);
      replace(file, SafetensorsTest.file(header.toString(), data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a file beside the manifest, and makes every digest right. */
  void replace(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = file.getFileName().toString();
    editManifest(
        root ->
            ((ObjectNode) root.at("/files/" + name))
                .put("sha256", Sha256.of(bytes))
                .put("bytes", bytes.length));
  }
}
