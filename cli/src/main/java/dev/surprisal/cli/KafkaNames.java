package dev.surprisal.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises a key of Kafka's clients that was written without the prefix that passes it through.
 * It must not be passed over: {@code security.protocol=SASL_SSL} would end in plain text.
 *
 * @param keys the clients' keys, as in {@code security.protocol}
 */
record KafkaNames(Set<String> keys) {
  /** The line of the file that was meant, if it holds a client's key. */
  Optional<String> exactly(String written) {
    return Optional.of(bare(written)).filter(keys::contains).map(key -> "kafka." + key);
  }

  /** The same for a slip, or for a key with a prefix that aims it at one client: it has a dot. */
  Optional<String> nearly(String written) {
    return Optional.of(bare(written))
        .filter(key -> written.contains("."))
        .map(key -> "kafka." + Nearest.to(key, keys).orElse(key));
  }

  /** What a variable meant, without the prefixes, as in {@code SECURITY_PROTOCOL}. */
  Optional<String> variable(String written) {
    String key = written.toLowerCase(Locale.ROOT).replace('_', '.');
    return keys.contains(key) ? Optional.of(written) : Optional.empty();
  }

  private static String bare(String written) {
    return written.toLowerCase(Locale.ROOT).replaceFirst("^kafka[._-]", "");
  }
}
