package dev.surprisal.bundle;

import static dev.surprisal.bundle.JsonFields.STRICT;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.PlainText;
import dev.surprisal.data.Sha256;
import dev.surprisal.file.OutputFile;
import dev.surprisal.file.OutputFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a bundle to a folder of three files, and reads one back. Reading checks every field and
 * every digest, and runs no code from the files.
 */
public final class BundleFolder {
  static final String MANIFEST = "bundle.json";

  /** The file of the weights; the same training gives the same bytes. */
  public static final String WEIGHTS = "weights.safetensors";

  static final String CALIBRATION = "calibration.safetensors";

  static final long MAX_MANIFEST = 1 << 20;

  /**
   * The maximum size of a file of tensors, in bytes: its values take six times as much while they
   * are read.
   */
  static final int MAX_TENSORS = (int) Math.min(1 << 28, Runtime.getRuntime().maxMemory() / 6);

  private BundleFolder() {}

  /**
   * Writes the three files, each under a temporary name that is then changed. {@code bundle.json}
   * comes last, so that an interrupted write leaves a folder that {@link #read} refuses.
   *
   * @return the bundle's digest, see {@link LoadedBundle}
   * @throws BadInputException if the folder cannot be written
   */
  public static String write(Bundle bundle, Path folder) {
    return write(bundle, GoldenSet.of(bundle), folder);
  }

  static String write(Bundle bundle, GoldenSet golden, Path folder) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(WEIGHTS, Safetensors.write(BundleTensors.weights(bundle.model())));
    files.put(CALIBRATION, Safetensors.write(BundleTensors.calibrations(bundle)));
    ObjectNode manifest = ManifestWriter.write(STRICT.createObjectNode(), bundle);
    golden.writeTo(manifest);
    ObjectNode sums = manifest.putObject("files");
    files.forEach(
        (name, bytes) ->
            sums.putObject(name).put("bytes", bytes.length).put("sha256", Sha256.of(bytes)));
    try {
      files.put(
          MANIFEST,
          SelfDigest.insertInto(STRICT.writeValueAsString(manifest) + "\n").getBytes(UTF_8));
      OutputFolder.create(folder);
      // That of an older bundle.
      Files.deleteIfExists(folder.resolve(BundleSignature.FILE));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        OutputFile.replace(folder.resolve(file.getKey()), out -> out.write(file.getValue()));
      }
    } catch (IOException e) {
      throw new BadInputException(
          "%s: the bundle cannot be written: %s".formatted(folder, describe(e)), e);
    }
    return Sha256.of(files.get(MANIFEST));
  }

  /**
   * Reads a bundle and checks its version, digests, tensors and shapes.
   *
   * @throws BadInputException if it cannot be read or is not valid; the message is one line that
   *     names the file
   */
  public static LoadedBundle read(Path folder) {
    return read(folder, Trust.ANY);
  }

  /**
   * The same of a bundle that must show more than that it is undamaged. That is checked first.
   *
   * @throws BadInputException as {@link #read(Path)} does, or if the bundle is not the one that is
   *     trusted
   */
  public static LoadedBundle read(Path folder, Trust trust) {
    return read(BundleFiles.in(folder), trust);
  }

  /** The same of files that may be elsewhere. */
  public static LoadedBundle read(BundleFiles files, Trust trust) {
    byte[] manifest = manifest(files);
    trust.expect(files, manifest);
    try {
      ManifestReader reader = new ManifestReader(files.place(MANIFEST), STRICT.readTree(manifest));
      reader.expectVersion();
      reader.expectOwnDigest(manifest);
      Map<String, Tensor> weights = tensors(files, WEIGHTS, reader);
      Map<String, Tensor> calibration = tensors(files, CALIBRATION, reader);
      return new LoadedBundle(
          reader.bundle(weights, calibration), Sha256.of(manifest), reader.golden());
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "%s: expected JSON: %s"
              .formatted(files.place(MANIFEST), PlainText.excerpt(e.getOriginalMessage())),
          e);
    } catch (IOException e) {
      throw new BadInputException(
          "%s: cannot be read: %s".formatted(files.place(), describe(e)), e);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s: is no usable bundle: %s".formatted(files.place(), e.getMessage()), e);
    }
  }

  static byte[] manifest(BundleFiles files) {
    expectPresent(files, MANIFEST);
    return files.bytes(MANIFEST, MAX_MANIFEST);
  }

  private static Map<String, Tensor> tensors(
      BundleFiles files, String name, ManifestReader manifest) {
    String expected = manifest.sha256(name);
    expectPresent(files, name);
    byte[] bytes = files.bytes(name, expectedSize(files, name, manifest.bytes(name)));
    String got = Sha256.of(bytes);
    if (!got.equals(expected)) {
      throw new BadInputException(
          "%s: expected SHA-256 %s (from %s), got %s; the bundle was changed, copy or train it again"
              .formatted(files.place(name), expected, MANIFEST, got));
    }
    return Safetensors.read(files.place(name), bytes);
  }

  /** The recorded size, checked against the file's before anything of it is read. */
  private static long expectedSize(BundleFiles files, String name, long recorded) {
    long size = files.size(name).orElseThrow();
    if (size != recorded) {
      throw new BadInputException(
          "%s: expected %d bytes (from %s), got %d; the bundle was changed, copy or train it again"
              .formatted(files.place(name), recorded, MANIFEST, size));
    }
    return recorded;
  }

  private static void expectPresent(BundleFiles files, String name) {
    if (files.size(name).isEmpty()) {
      throw new BadInputException(
          "%s: no model bundle, %s is missing; expected a folder that a training wrote"
              .formatted(files.place(), name));
    }
  }

  /** The bytes of a file that has no more than the limit. */
  static byte[] bytes(Path file, long limit) {
    try {
      if (Files.size(file) > limit) {
        throw new BadInputException(
            "%s: expected at most %d bytes, got %d".formatted(file, limit, Files.size(file)));
      }
      try (InputStream in = Files.newInputStream(file)) {
        // A file that grows meanwhile is cut here, and has another digest.
        return in.readNBytes((int) limit);
      }
    } catch (IOException e) {
      throw BadInputException.cannotBe("read", file, e);
    }
  }

  private static String describe(IOException e) {
    return Stream.of(e.getClass().getSimpleName(), e.getMessage())
        .filter(part -> part != null)
        .reduce((kind, message) -> kind + " " + message)
        .orElseThrow();
  }
}
