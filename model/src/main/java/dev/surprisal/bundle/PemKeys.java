package dev.surprisal.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.surprisal.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Ed25519 keys in PEM files (RFC 7468), as {@code openssl} writes them. */
final class PemKeys {
  static final String ALGORITHM = "Ed25519";

  private static final int MAX_BYTES = 1 << 16;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** Makes a key of its encoding. */
  private interface Decoder<K> {
    K decode(KeyFactory factory, byte[] encoded) throws GeneralSecurityException;
  }

  private PemKeys() {}

  /** The only private key of a file. */
  static PrivateKey privateKey(Path file) {
    String expected =
        "an Ed25519 private key without a passphrase, as openssl genpkey -algorithm ed25519 writes it";
    List<PrivateKey> keys =
        keys(
            file,
            "PRIVATE KEY",
            expected,
            (factory, encoded) -> factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    if (keys.size() != 1) {
      throw unexpected(file, expected, keys.size() + " keys");
    }
    return keys.get(0);
  }

  /** All public keys of a file, at least one. */
  static List<PublicKey> publicKeys(Path file) {
    return keys(
        file,
        "PUBLIC KEY",
        "Ed25519 public keys, as openssl pkey -pubout writes them",
        (factory, encoded) -> factory.generatePublic(new X509EncodedKeySpec(encoded)));
  }

  private static <K> List<K> keys(Path file, String label, String expected, Decoder<K> decoder) {
    if (Files.isDirectory(file)) {
      throw unexpected(file, expected, "a folder");
    }
    List<MatchResult> blocks =
        BLOCK
            .matcher(new String(BundleFolder.bytes(file, MAX_BYTES), ISO_8859_1))
            .results()
            .toList();
    List<K> keys = new ArrayList<>();
    for (MatchResult block : blocks) {
      if (!block.group(1).equals(label)) {
        throw unexpected(file, expected, "a PEM block " + block.group(1));
      }
      try {
        byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
        keys.add(decoder.decode(KeyFactory.getInstance(ALGORITHM), encoded));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        throw unexpected(file, expected, "another kind of key, or a damaged one");
      }
    }
    if (keys.isEmpty()) {
      throw unexpected(file, expected, "no PEM block");
    }
    return keys;
  }

  private static BadInputException unexpected(Path file, String expected, String got) {
    return new BadInputException("%s: expected %s, got %s".formatted(file, expected, got));
  }
}
