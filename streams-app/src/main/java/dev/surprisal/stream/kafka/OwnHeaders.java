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
  public static final String PARTITION = PREFIX + "partition";
  public static final String OFFSET = PREFIX + "offset";

  /** The record's own, in milliseconds since 1970; the copy has the time of its rejection. */
  public static final String TIMESTAMP = PREFIX + "timestamp";

  /** What a producer says that a value is. */
  public static final String CONTENT_TYPE = "content-type";

  private OwnHeaders() {}
}
