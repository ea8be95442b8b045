package dev.surprisal.bundle;

/**
 * A bundle as read from disk.
 *
 * @param bundle the content
 * @param digest SHA-256 of {@code bundle.json}, which holds every other file's: names these very
 *     bytes
 */
public record LoadedBundle(Bundle bundle, String digest) {}
