package dev.surprisal.bundle;

import dev.surprisal.BadInputException;
import dev.surprisal.data.Sha256;
import dev.surprisal.file.OutputFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/**
 * An Ed25519 signature over the bytes of {@code bundle.json}, in a file beside it: 64 bytes, as RFC
 * 8032 defines them, and as {@code openssl pkeyutl -rawin} reads and writes them. Since the
 * manifest holds the SHA-256 of the other files, the signature covers the whole bundle.
 */
public final class BundleSignature {
  /** The signature's file. */
  public static final String FILE = "bundle.sig";

  static final int BYTES = 64;

  private BundleSignature() {}

  /**
   * Signs a bundle that can be read, and replaces an older signature.
   *
   * @param privateKey a PEM file that holds an Ed25519 private key without a passphrase
   * @return the bundle
   * @throws BadInputException if the bundle or the key cannot be used, or the signature not be
   *     written
   */
  public static LoadedBundle write(Path folder, Path privateKey) {
    byte[] manifest = BundleFolder.manifest(BundleFiles.in(folder));
    LoadedBundle bundle = BundleFolder.read(folder, Trust.digest(Sha256.of(manifest)));
    byte[] signature = sign(manifest, PemKeys.privateKey(privateKey));
    OutputFile.replace(folder.resolve(FILE), out -> out.write(signature));
    return bundle;
  }

  static byte[] sign(byte[] manifest, PrivateKey key) {
    try {
      Signature signer = Signature.getInstance(PemKeys.ALGORITHM);
      signer.initSign(key);
      signer.update(manifest);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform since 15 has Ed25519", e);
    }
  }

  /** Checks that one of the keys signed the manifest. */
  static void expect(BundleFiles files, byte[] manifest, Path publicKeys) {
    byte[] signature = read(files, publicKeys);
    for (PublicKey key : PemKeys.publicKeys(publicKeys)) {
      if (verify(key, manifest, signature)) {
        return;
      }
    }
    throw new BadInputException(
        "%s: expected a signature of %s by a key in %s, got another; it was changed, or signed by somebody else"
            .formatted(files.place(FILE), BundleFolder.MANIFEST, publicKeys));
  }

  private static byte[] read(BundleFiles files, Path publicKeys) {
    if (files.size(FILE).isEmpty()) {
      throw new BadInputException(
          "%s: expected a signature by a key in %s, got none; its owner signs the bundle with surprisal sign"
              .formatted(files.place(FILE), publicKeys));
    }
    return files.bytes(FILE, BYTES);
  }

  private static boolean verify(PublicKey key, byte[] manifest, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(PemKeys.ALGORITHM);
      verifier.initVerify(key);
      verifier.update(manifest);
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeyException e) {
      // Not 64 bytes, or no point of the curve.
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform since 15 has Ed25519", e);
    }
  }
}
