package dev.surprisal.cli;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Environment variables that Kubernetes injects for every service of a pod's namespace. A service
 * named {@code surprisal-kafka} yields {@code SURPRISAL_KAFKA_PORT=tcp://10.0.0.6:9092}, which has
 * the prefix of our settings but is none. Source: Kubernetes documentation, "Service", section
 * "Environment variables".
 */
final class ServiceLinks {
  private static final Pattern NAME =
      Pattern.compile(
          ".+_SERVICE_HOST|.+_SERVICE_PORT(_.+)?|.+_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private ServiceLinks() {}

  /** Whether a variable has the form of a service link; the plain {@code …_PORT} by its value. */
  static boolean isOne(String name, String value) {
    return NAME.matcher(name).matches()
        || (name.endsWith("_PORT") && ADDRESS.matcher(value).matches());
  }

  /** One line that says what was ignored, and how to be rid of it. */
  static String note(Set<String> names) {
    return "ignored, as Kubernetes sets them for its services: %s (enableServiceLinks: false in the pod leaves them out)"
        .formatted(String.join(", ", names));
  }
}
