package dev.surprisal.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.surprisal.BadInputException;
import dev.surprisal.Detector;
import dev.surprisal.data.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle that must be signed, or have a certain digest, is read only if it is. */
class SignedBundleTest {
  /** Test 3 of RFC 8032, section 7.1, as {@code openssl pkey} wrote it. */
  private static final String PRIVATE =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3
      -----END PRIVATE KEY-----
      """;

  private static final String PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=
      -----END PUBLIC KEY-----
      """;

  private static final byte[] RFC_MESSAGE = HexFormat.of().parseHex("af82");
  private static final byte[] RFC_SIGNATURE =
      HexFormat.of()
          .parseHex(
              "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                  + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

  private static final String OTHER_PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA5ZZBGYJHe4Bn/lkKQv17mDnoZpWKirOnIoEmDD1GLF4=
      -----END PUBLIC KEY-----
      """;

  private static final String ED448_PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MEMwBQYDK2VxAzoA64FEbwiu5spLvIjG+41QZOJPxND6Xom7f6pLw7/Iin05LgwK
      HCPvGtqXFj7Jh0LalsPrKBFP0x8A
      -----END PUBLIC KEY-----
      """;

  @TempDir Path keys;
  @TempDir Path folder;
  private BundleOnDisk disk;
  private Path privateKey;
  private Path publicKey;
  private Path signature;

  @BeforeEach
  void writeBundle() throws IOException {
    disk = new BundleOnDisk(folder);
    privateKey = Files.writeString(keys.resolve("private.pem"), PRIVATE);
    publicKey = Files.writeString(keys.resolve("public.pem"), PUBLIC);
    signature = folder.resolve("bundle.sig");
  }

  @Test
  void signatureIsThatOfTheStandard() throws IOException {
    assertThat(BundleSignature.sign(RFC_MESSAGE, PemKeys.privateKey(privateKey)))
        .isEqualTo(RFC_SIGNATURE);

    Files.write(signature, RFC_SIGNATURE);
    assertThatCode(() -> BundleSignature.expect(BundleFiles.in(folder), RFC_MESSAGE, publicKey))
        .doesNotThrowAnyException();
  }

  @Test
  void signedBundleIsRead() {
    LoadedBundle signed = BundleSignature.write(folder, privateKey);

    assertThat(signed.bundle().name()).isEqualTo("digits");
    assertThat(read().digest()).isEqualTo(signed.digest());
    assertThat(BundleFolder.read(folder).digest()).isEqualTo(signed.digest());
    Detector.open(folder, 0.5, Trust.signedBy(publicKey)).close();
  }

  @Test
  void opensslVerifiesWhatWasSignedHere() throws Exception {
    BundleSignature.write(folder, privateKey);

    openssl(
        "pkeyutl -verify -pubin -inkey %s -rawin -in %s -sigfile %s"
            .formatted(publicKey, disk.manifest(), signature));
  }

  @Test
  void whatOpensslSignedIsReadHere() throws Exception {
    Path key = keys.resolve("made.pem");
    Path made = keys.resolve("made.pub.pem");
    openssl("genpkey -algorithm ed25519 -out " + key);
    openssl("pkey -in %s -pubout -out %s".formatted(key, made));
    openssl(
        "pkeyutl -sign -inkey %s -rawin -in %s -out %s".formatted(key, disk.manifest(), signature));

    assertThat(BundleFolder.read(folder, Trust.signedBy(made)).bundle().name()).isEqualTo("digits");
    expectRefused(signature + ": expected a signature of bundle.json by a key in ");
  }

  @Test
  void unsignedBundleIsRefused() {
    expectRefused(signature + ": expected a signature by a key in " + publicKey + ", got none");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64})
  void signatureOfZerosIsRefused(int length) throws IOException {
    Files.write(signature, new byte[length]);
    expectRefused(signature + ": expected a signature of bundle.json by a key in " + publicKey);
  }

  @Test
  void longSignatureIsNotRead() throws IOException {
    Files.write(signature, new byte[65]);
    expectRefused(signature + ": expected at most 64 bytes, got 65");
  }

  @Test
  void forgersRightDigestsAreNoSignature() {
    BundleSignature.write(folder, privateKey);
    disk.editManifest(root -> root.put("name", "letters"));

    assertThat(BundleFolder.read(folder).bundle().name()).isEqualTo("letters");
    expectRefused(signature + ": expected a signature of bundle.json");
  }

  @Test
  void signatureIsCheckedBeforeAnythingIsParsed() throws IOException {
    BundleSignature.write(folder, privateKey);
    Files.writeString(disk.manifest(), "no JSON at all");
    expectRefused(signature + ": expected a signature of bundle.json");
  }

  @Test
  void changedWeightsOfASignedBundleAreRefused() throws IOException {
    BundleSignature.write(folder, privateKey);
    byte[] weights = Files.readAllBytes(disk.weights());
    weights[weights.length - 1] ^= 1;
    Files.write(disk.weights(), weights);
    expectRefused(disk.weights() + ": expected SHA-256 ");
  }

  @Test
  void anyKeyOfTheFileWillDo() throws IOException {
    BundleSignature.write(folder, privateKey);

    Files.writeString(publicKey, "the new one:\n" + OTHER_PUBLIC + "the old one:\n" + PUBLIC);
    assertThat(read().bundle().name()).isEqualTo("digits");
    Files.writeString(publicKey, OTHER_PUBLIC);
    expectRefused(signature + ": expected a signature of bundle.json by a key in " + publicKey);
  }

  @Test
  void newBundleDropsTheOldOnesSignature() {
    BundleSignature.write(folder, privateKey);
    BundleFolder.write(BundleOnDisk.bundle(), folder);
    assertThat(signature).doesNotExist();
  }

  @Test
  void damagedBundleIsNotSigned() throws IOException {
    Files.delete(disk.weights());
    assertThatThrownBy(() -> BundleSignature.write(folder, privateKey))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("weights.safetensors is missing");
    assertThat(signature).doesNotExist();
  }

  /** What the key's file holds, and what the refusal says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | got no PEM block",
        "ssh-ed25519 AAAAC3Nz | got no PEM block",
        "-----BEGIN PUBLIC KEY-----@@-----END PUBLIC KEY----- | got another kind of key, or a damaged",
        "-----BEGIN PUBLIC KEY-----MCow-----END PUBLIC KEY----- | got another kind of key, or a damaged",
        "-----BEGIN PRIVATE KEY-----MC4-----END PRIVATE KEY----- | got a PEM block PRIVATE KEY",
        "-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE----- | got a PEM block CERTIFICATE",
      })
  void wrongKeyIsOneLine(String content, String message) throws IOException {
    BundleSignature.write(folder, privateKey);
    Files.writeString(publicKey, content);
    expectRefused(publicKey + ": expected Ed25519 public keys", message);
  }

  @Test
  void keyOfAnotherCurveIsRefused() throws IOException {
    BundleSignature.write(folder, privateKey);
    Files.writeString(publicKey, ED448_PUBLIC);
    expectRefused(publicKey + ": expected Ed25519 public keys", "got another kind of key");
  }

  /** Of the points with a small y, some are not on the curve. */
  @Test
  void keyThatIsNoPointOfTheCurveIsRefused() throws IOException {
    BundleSignature.write(folder, privateKey);
    for (int y = 2; y < 20; y++) {
      byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + "00".repeat(32));
      encoded[12] = (byte) y;
      Files.writeString(
          publicKey,
          "-----BEGIN PUBLIC KEY-----%s-----END PUBLIC KEY-----"
              .formatted(Base64.getEncoder().encodeToString(encoded)));
      expectRefused(folder.toString());
    }
  }

  @Test
  void missingKeyIsRefused() throws IOException {
    BundleSignature.write(folder, privateKey);
    Files.delete(publicKey);
    expectRefused(publicKey + ": no such file");
  }

  @Test
  void keyWithAPassphraseIsNotAsked() throws IOException {
    Files.writeString(privateKey, PRIVATE.replace("PRIVATE", "ENCRYPTED PRIVATE"));
    assertThatThrownBy(() -> BundleSignature.write(folder, privateKey))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(privateKey + ": expected an Ed25519 private key without a passphra")
        .hasMessageEndingWith("got a PEM block ENCRYPTED PRIVATE KEY");
  }

  @Test
  void digestThatIsDemandedIsTheOneThatIsRead() throws IOException {
    String digest = Sha256.of(disk.manifest());
    assertThat(BundleFolder.read(folder, Trust.digest(digest)).digest()).isEqualTo(digest);

    Trust other = Trust.digest("0".repeat(64));
    Files.writeString(disk.manifest(), "no JSON at all");
    assertThatThrownBy(() -> BundleFolder.read(folder, other))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "%s: expected the model of SHA-256 %s, got %s"
                .formatted(disk.manifest(), "0".repeat(64), Sha256.of(disk.manifest())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0123456789ab", "zz"})
  void partOfADigestIsNone(String digest) {
    assertThatThrownBy(() -> Trust.digest(digest)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new Trust(Optional.empty(), Optional.empty())).isEqualTo(Trust.ANY);
  }

  private LoadedBundle read() {
    return BundleFolder.read(folder, Trust.signedBy(publicKey));
  }

  private void expectRefused(String start) {
    expectRefused(start, start);
  }

  private void expectRefused(String start, String part) {
    assertThatThrownBy(this::read)
        .isInstanceOf(BadInputException.class)
        .message()
        .startsWith(start)
        .contains(part)
        .hasLineCount(1);
  }

  /** Takes arguments without blanks. Only OpenSSL 3 signs files with Ed25519. */
  private static void openssl(String arguments) throws Exception {
    assumeTrue(run("version").startsWith("OpenSSL 3"), "no OpenSSL 3 on this machine");
    run(arguments);
  }

  private static String run(String arguments) throws Exception {
    List<String> command = List.of(("openssl " + arguments).split(" ", -1));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    } catch (IOException e) {
      return "none";
    }
  }
}
