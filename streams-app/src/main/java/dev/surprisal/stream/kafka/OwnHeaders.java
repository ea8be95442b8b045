package dev.surprisal.stream.kafka;

/** The record headers that this application writes: a part of the contract on the topics. */
public final class OwnHeaders {
  /** The name space that is ours; a record that arrives with a header in it is rejected. */
  public static final String PREFIX = "surprisal.";

  /** Why a record is on the rejected topic: one of a closed set. */
  public static final String REASON = PREFIX + "reason";

  /** The same for a person: expected, got. */
  public static final String DETAIL = PREFIX + "detail";

  public static final String TOPIC = PREFIX + "topic";

  /** Differs from that of any other topic that ever has the same name; absent if unknown. */
  public static final String TOPIC_ID = PREFIX + "topic.id";

  public static final String PARTITION = PREFIX + "partition";
  public static final String OFFSET = PREFIX + "offset";

  /** The record's own, in milliseconds since 1970; the copy has the time of its rejection. */
  public static final String TIMESTAMP = PREFIX + "timestamp";

  /** Of the rejected topic: the version of the contract, as {@link SchemaVersion#CURRENT}. */
  public static final String SCHEMA_VERSION = PREFIX + "schema.version";

  /** Of a record that could not be passed on whole: what was cut, of key, headers and value. */
  public static final String CUT = PREFIX + "cut";

  /** The true length of a value that was cut, in bytes. */
  public static final String LENGTH = PREFIX + "length";

  /** The whole value's SHA-256, in hexadecimal digits. */
  public static final String SHA256 = PREFIX + "sha256";

  /** What a producer says that a value is. */
  public static final String CONTENT_TYPE = "content-type";

  private OwnHeaders() {}
}
