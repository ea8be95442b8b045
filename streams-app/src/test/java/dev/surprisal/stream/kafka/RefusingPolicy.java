package dev.surprisal.stream.kafka;

import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** A managed cluster's: at most 8 MiB a message, and no topic of a reserved name at all. */
public final class RefusingPolicy implements CreateTopicPolicy {
  static final String RESERVED = "reserved";

  @Override
  public void validate(RequestMetadata request) {
    if (request.topic().startsWith(RESERVED)) {
      throw new PolicyViolationException("Topic names with 'reserved' need a ticket");
    }
    String size = request.configs().get("max.message.bytes");
    if (size != null && Long.parseLong(size) > 8_388_608) {
      throw new PolicyViolationException(
          "Config property 'max.message.bytes' with value '%s' exceeded max limit of 8388608."
              .formatted(size));
    }
  }

  @Override
  public void configure(Map<String, ?> configuration) {}

  @Override
  public void close() {}
}
