package dev.surprisal.bundle;

import java.util.Map;

/**
 * Where a model came from.
 *
 * @param createdAt ISO-8601 instant
 * @param dataSha256 digest of the training images' pixels
 * @param seed of every random choice
 * @param settings the trainer's, by name
 * @param versions of this program, the libraries, Java and the CPU's kernel
 * @param evaluation figures by name, in nats or rates
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
