package dev.surprisal.bundle;

/**
 * A bundle that was read from disk.
 *
 * @param bundle its content
 * @param digest SHA-256 of {@code bundle.json} in hexadecimal; since that file contains the SHA-256
 *     of the others, the digest identifies all bytes of the bundle
 */
public record LoadedBundle(Bundle bundle, String digest) {}
