package dev.surprisal.stream.kafka;

/**
 * The version of {@code docs/schema} that the outputs follow: {@code major.minor}. Fields are only
 * added within a major version, and each addition raises the minor one.
 */
public final class SchemaVersion {
  public static final String CURRENT = "1.1";

  /** Where a JSON output says it; {@link OwnHeaders#SCHEMA_VERSION} on a rejected record. */
  public static final String FIELD = "schemaVersion";

  private SchemaVersion() {}
}
