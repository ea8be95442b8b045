package dev.surprisal.bundle;

/**
 * A bundle that was read.
 *
 * @param bundle its content
 * @param digest SHA-256 of {@code bundle.json} in hexadecimal; since that file contains the SHA-256
 *     of the others, the digest identifies all bytes of the bundle
 * @param golden what the model has to give on this machine too; nothing in bundles of releases that
 *     did not write it
 */
public record LoadedBundle(Bundle bundle, String digest, GoldenSet golden) {
  /** One that says nothing of what the model has to give. */
  public LoadedBundle(Bundle bundle, String digest) {
    this(bundle, digest, GoldenSet.NONE);
  }
}
