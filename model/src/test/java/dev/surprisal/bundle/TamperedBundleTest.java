package dev.surprisal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.score.Calibration;
import dev.surprisal.score.Score;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each tampering is refused with one line that names the file or the field. */
class TamperedBundleTest {
  @TempDir Path folder;
  private BundleOnDisk disk;

  @BeforeEach
  void writeBundle() {
    disk = new BundleOnDisk(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bundle.json", "weights.safetensors", "calibration.safetensors"})
  void missingFileIsNamed(String name) throws IOException {
    Files.delete(folder.resolve(name));
    expectRefused(folder + ": no model bundle, " + name + " is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "calibration.safetensors"})
  void changedFileIsNamed(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    bytes[bytes.length - 1] ^= 1;
    Files.write(folder.resolve(name), bytes);
    expectRefused(folder.resolve(name) + ": expected SHA-256 ", "the bundle was changed");
  }

  @Test
  void changedManifestIsNamed() throws IOException {
    String text = Files.readString(disk.manifest());
    Files.writeString(disk.manifest(), text.replace("\"digits\"", "\"letters\""));
    expectRefused(disk.manifest() + ": expected content of SHA-256 ", "the bundle was changed");
  }

  @Test
  void sealThatIsNotInTheTextIsRefused() throws IOException {
    String text = Files.readString(disk.manifest());
    Files.writeString(
        disk.manifest(), text.replaceFirst("\"sha256\" : \"(.)", "\"sha256\" : \"\\\\u0030$1"));
    expectRefused(disk.manifest() + ": expected content of SHA-256 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "0", "\"1\"", "1.0", "null", "99999999999"})
  void anotherVersionIsRefusedBeforeAnythingElse(String version) throws IOException {
    String text = Files.readString(disk.manifest());
    Files.writeString(
        disk.manifest(), text.replace("\"formatVersion\" : 2", "\"formatVersion\" : " + version));
    expectRefused(
        disk.manifest() + ": formatVersion: expected 1 to 2, got " + version,
        "use the release of surprisal that wrote it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "42", "null", "{}"})
  void otherJsonIsRefused(String text) throws IOException {
    Files.writeString(disk.manifest(), text);
    expectRefused(disk.manifest() + ": formatVersion: expected 1 to 2, got nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "not json", "{\"a\":1,\"a\":1}", "{} {}", "{\"a\":NaN}"})
  void brokenJsonIsRefused(String text) throws IOException {
    Files.writeString(disk.manifest(), text);
    expectRefused(disk.manifest() + ": expected JSON: ");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    Files.writeString(disk.manifest(), "[".repeat(500_000));
    expectRefused(disk.manifest() + ": expected JSON: ");
  }

  @Test
  void hugeManifestIsNotRead() throws IOException {
    Files.write(disk.manifest(), new byte[(1 << 20) + 1]);
    expectRefused(disk.manifest() + ": expected at most 1048576 bytes, got 1048577");
  }

  /** A JSON pointer, what is put there, and what the refusal says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/name | 1 | name: expected text, got 1",
        "/name | \"\" | name: expected 1 to 200 characters",
        "/name | \"a\\u001b[2Jb\" | name: expected at most 1000 characters, none of them a control",
        "/preset | \"a\\u202eb\" | preset: expected at most 1000 characters, none of them a control",
        "/provenance/settings | {\"a\\u009bb\":\"1\"} | provenance.settings: expected at most 1000",
        "/provenance/versions | {\"java\":\"\\n17\"} | provenance.versions.java: expected at most 1000",
        "/preset | null | preset: expected text, got null",
        "/image/height | 0 | image.height: expected a whole number from 1 to 1024, got 0",
        "/image/width | 1025 | image.width: expected a whole number from 1 to 1024, got 1025",
        "/image/width | 28.0 | image.width: expected a whole number",
        "/image/width | 6 | encoder layer 0: expected 36 inputs, got 30",
        "/image/scale | \"byte / 127\" | image.scale: expected one of the known names",
        "/networks/vae/latent | 4 | encoder: expected 8 outputs, got 6",
        "/networks/vae/latent | -3 | networks.vae.latent: expected a whole number",
        "/networks/vae/likelihood | \"poisson\" | networks.vae.likelihood: expected one of",
        "/networks/vae/likelihood | \"gaussian\" | networks.vae.variance: expected a number, got",
        "/networks/vae/encoder | [] | encoder: expected at least one layer, got none",
        "/networks/vae/encoder/0/kind | \"conv\" | vae.encoder.0.kind: expected one of the known names",
        "/networks/vae/encoder/0/outputs | 14 | vae.encoder.0.weight: expected shape [30, 14]",
        "/networks/vae/encoder/0/inputs | 1048577 | vae.encoder.0.inputs: expected a whole number",
        "/networks/vae/encoder/1/activation | \"swish\" | vae.encoder.1.activation: expected one",
        "/networks/background | {} | networks.background.latent: expected a whole number",
        "/networks/discriminator | [] | discriminator: expected layers exactly where",
        "/surprise | null | combination: expected at least one term",
        "/surprise | {} | combination: expected at least one term",
        "/surprise/elbo/meanExcess | 0 | excess: expected a finite threshold and a positive mean",
        "/surprise/elbo/threshold | \"NaN\" | surprise.elbo.threshold: expected a number",
        "/surprise/elbo/threshold | 1e999 | excess: expected a finite threshold",
        "/calibration/scores | [] | tensor elbo in calibration.safetensors belongs to nothing",
        "/calibration/scores | [\"elbo\",\"beauty\"] | calibration.scores: unknown score \"beauty\"",
        "/calibration/scores | [\"elbo\",\"kl\",\"surprise\"] | tensor kl is missing from",
        "/defaultScore | \"kl\" | defaultScore: no calibration",
        "/defaultScore | \"beauty\" | defaultScore: expected one of the known names",
        "/files | {} | files.weights.safetensors.sha256: expected text, got nothing",
        "/files/weights.safetensors/sha256 | \"\" | weights.safetensors: expected SHA-256",
        "/files/..~1..~1etc~1passwd | {\"sha256\":\"\"} | got [../../etc/passwd] too",
        "/provenance/createdAt | 5 | provenance.createdAt: expected text, got 5",
        "/provenance/createdAt | \"now\" | provenance.createdAt: expected an instant such as",
        "/provenance/seed | \"1\" | provenance.seed: expected a whole number of 64 bits, got \"1\"",
        "/provenance/seed | 1e30 | provenance.seed: expected a whole number of 64 bits",
        "/provenance/evaluation/elboNats | \"\" | provenance.evaluation.elboNats: expected a number",
        "/provenance/settings/epochs | 10 | provenance.settings.epochs: expected text, got 10",
      })
  void wrongFieldIsNamed(String pointer, String json, String message) {
    int slash = pointer.lastIndexOf('/');
    String parent = pointer.substring(0, slash);
    String field = pointer.substring(slash + 1).replace("~1", "/");
    disk.editManifest(root -> ((ObjectNode) root.at(parent)).set(field, JsonText.of(json)));
    expectRefused(folder + "", message);
  }

  @ParameterizedTest
  @CsvSource({"201", "1001", "900000"})
  void nameThatIsTooLongIsRefused(int length) {
    disk.editManifest(root -> root.put("name", "n".repeat(length)));
    expectRefused(folder + "", "name: expected ");
    assertThatThrownBy(() -> BundleFolder.read(folder)).message().hasSizeLessThan(600);
  }

  @Test
  void longestNameIsRead() {
    disk.editManifest(root -> root.put("name", "n".repeat(200)));
    assertThat(BundleFolder.read(folder).bundle().name()).hasSize(200);
  }

  @Test
  void everyFolderNameMakesAName() {
    for (String text : new String[] {"", " ", "a\u001b\u202e", "x".repeat(199) + "\ud83d\ude00"}) {
      String name = Bundle.plainName(text);
      disk.editManifest(root -> root.put("name", name));
      assertThat(BundleFolder.read(folder).bundle().name()).isEqualTo(name);
    }
    assertThat(Bundle.plainName("digits model-2 é")).isEqualTo("digits model-2 é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "calibration.safetensors"})
  void fileOfAnotherSizeIsNotRead(String name) throws IOException {
    long size = Files.size(folder.resolve(name));
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(3L << 30); // sparse
    }
    expectRefused(
        folder.resolve(name)
            + ": expected %d bytes (from bundle.json), got 3221225472".formatted(size));
  }

  @Test
  void sizeBeyondTheHeapIsRefused() {
    disk.editManifest(
        root -> ((ObjectNode) root.at("/files/weights.safetensors")).put("bytes", 1 << 29));
    expectRefused(disk.manifest() + ": files.weights.safetensors.bytes: expected a whole number");
  }

  @Test
  void tooManyLayersAreRefused() {
    disk.editManifest(
        root -> {
          ArrayNode layers = (ArrayNode) root.at("/networks/vae/encoder");
          while (layers.size() < 101) {
            layers.add(layers.get(0));
          }
        });
    expectRefused(folder + "", "vae.encoder: expected at most 100 layers, got 101");
  }

  @Test
  void missingTensorIsNamed() {
    disk.editHeader(disk.weights(), header -> rename(header, "vae.decoder.1.bias", "elsewhere"));
    expectRefused(
        disk.manifest() + ": tensor vae.decoder.1.bias is missing from weights.safetensors");
  }

  @Test
  void tensorThatNobodyAskedForIsNamed() {
    disk.editHeader(
        disk.weights(),
        header ->
            header
                .putObject("stranger")
                .put("dtype", "F32")
                .<ObjectNode>set("shape", JsonText.of("[0]"))
                .set("data_offsets", JsonText.of("[0, 0]")));
    expectRefused(disk.manifest() + ": tensor stranger in weights.safetensors belongs to nothing");
  }

  @Test
  void transposedTensorIsNamed() {
    disk.editHeader(
        disk.weights(),
        header -> {
          ArrayNode shape = (ArrayNode) header.at("/vae.encoder.0.weight/shape");
          shape.set(0, 13).set(1, 30);
        });
    expectRefused(
        disk.manifest() + ": tensor vae.encoder.0.weight: expected shape [30, 13], got [13, 30]");
  }

  @Test
  void emptyCalibrationIsNamed() {
    disk.replace(
        disk.calibration(),
        SafetensorsTest.file(
            "{'elbo':{'dtype':'F64','shape':[0],'data_offsets':[0,0]},"
                + "'surprise':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}",
            new byte[8]));
    expectRefused(disk.manifest() + ": tensor elbo: calibration scores: expected at least one");
  }

  @Test
  void calibrationThatIsNotANumberIsNamed() {
    byte[] nan = {0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x7f};
    disk.replace(
        disk.calibration(),
        SafetensorsTest.file("{'elbo':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}", nan));
    expectRefused(disk.calibration() + ": tensor elbo: expected finite values, got NaN at 0");
  }

  @Test
  void calibrationOfAScoreThatTheModelLacksIsRefused() {
    Bundle bundle = BundleOnDisk.bundle();
    assertThatThrownBy(
            () ->
                new Bundle(
                    "n",
                    "p",
                    new dev.surprisal.score.Model(bundle.model().vae(), java.util.Optional.empty()),
                    Score.SURPRISE,
                    Map.of(Score.SURPRISE, new Calibration(new double[] {1})),
                    bundle.residuals(),
                    bundle.provenance()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("calibrations: expected of [ELBO");
  }

  @Test
  void forgersToolsForgeWell() {
    disk.editManifest(root -> root.put("name", "letters"));
    disk.editHeader(disk.weights(), header -> {});
    assertThat(BundleFolder.read(folder).bundle().name()).isEqualTo("letters");
  }

  private static void rename(ObjectNode header, String from, String to) {
    header.set(to, header.remove(from));
  }

  private void expectRefused(String start) {
    expectRefused(start, start);
  }

  private void expectRefused(String start, String part) {
    assertThatThrownBy(() -> BundleFolder.read(folder))
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(start)
        .contains(part)
        .hasLineCount(1);
  }
}
