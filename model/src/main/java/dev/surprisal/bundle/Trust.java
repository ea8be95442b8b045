package dev.surprisal.bundle;

import dev.surprisal.BadInputException;
import dev.surprisal.data.Sha256;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a bundle must show before anything of it is parsed.
 *
 * @param publicKeys a PEM file of Ed25519 public keys, of which one must have signed the bundle
 * @param digest the bundle's SHA-256 in hexadecimal, see {@link LoadedBundle#digest}
 */
public record Trust(Optional<Path> publicKeys, Optional<String> digest) {
  /** Any bundle that is undamaged. */
  public static final Trust ANY = new Trust(Optional.empty(), Optional.empty());

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException if the digest is not one: 64 digits of 0-9 and a-f
   */
  public Trust {
    digest.ifPresent(
        text -> {
          if (!SHA_256.matcher(text).matches()) {
            throw new IllegalArgumentException(
                "digest: expected 64 digits of 0-9 and a-f, got " + text);
          }
        });
  }

  /** In a bundle that was signed by one of these keys. */
  public static Trust signedBy(Path publicKeys) {
    return new Trust(Optional.of(publicKeys), Optional.empty());
  }

  /** In the bundle with this SHA-256. */
  public static Trust digest(String sha256) {
    return new Trust(Optional.empty(), Optional.of(sha256));
  }

  /**
   * Checks the bytes of a bundle's manifest, which hold the digest of every other file.
   *
   * @throws BadInputException if the signature is missing or does not fit, or if the digest differs
   */
  void expect(BundleFiles files, byte[] manifest) {
    publicKeys.ifPresent(keys -> BundleSignature.expect(files, manifest, keys));
    digest.ifPresent(
        expected -> {
          String got = Sha256.of(manifest);
          if (!got.equals(expected)) {
            throw new BadInputException(
                "%s: expected the model of SHA-256 %s, got %s"
                    .formatted(files.place(BundleFolder.MANIFEST), expected, got));
          }
        });
  }
}
