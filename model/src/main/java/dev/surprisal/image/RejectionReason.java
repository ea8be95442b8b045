package dev.surprisal.image;

/** Why bytes are no image that can be scored: a closed set, part of the contract on the topics. */
public enum RejectionReason {
  /** The record has no value. */
  NULL_VALUE("null-value"),
  /** The value has no bytes. */
  EMPTY("empty"),
  /** Raw bytes, and not one for each pixel. */
  WRONG_LENGTH("wrong-length"),
  /** A PNG or JPEG of another height or width. */
  WRONG_SIZE("wrong-size"),
  /** A PNG or JPEG that cannot be decoded. */
  BROKEN_IMAGE("broken-image"),
  /** More bytes or pixels than the limits allow. */
  TOO_LARGE("too-large"),
  /** An image that takes more work to decode than the limits allow. */
  TOO_COSTLY("too-costly"),
  /** A content-type header that names neither PNG, JPEG nor raw bytes. */
  UNKNOWN_CONTENT_TYPE("unknown-content-type"),
  /** A header in the name space that this application writes. */
  RESERVED_HEADER("reserved-header");

  private final String wireName;

  RejectionReason(String wireName) {
    this.wireName = wireName;
  }

  /** As it stands in headers and metrics. */
  public String wireName() {
    return wireName;
  }
}
