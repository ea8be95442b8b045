package dev.surprisal.bundle;

import java.util.Map;

/**
 * Where a model comes from.
 *
 * @param createdAt ISO-8601 instant, in UTC
 * @param dataSha256 SHA-256 of the training images' pixels, in hexadecimal
 * @param seed the seed of every random choice
 * @param settings the trainer's settings by name
 * @param versions of this program, the libraries and Java, and the BLAS kernel, by name
 * @param evaluation measured figures by name; the name says whether nats or a rate
 */
public record Provenance(
    String createdAt,
    String dataSha256,
    long seed,
    Map<String, String> settings,
    Map<String, String> versions,
    Map<String, Double> evaluation) {
  public Provenance {
    settings = Map.copyOf(settings);
    versions = Map.copyOf(versions);
    evaluation = Map.copyOf(evaluation);
  }
}
