package dev.surprisal.stream.models;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a record on the models' topic; what is kept by compaction.
 *
 * @param kind what the record is
 * @param digest the bundle's, of a chunk or a manifest; otherwise empty
 * @param number the chunk's index or the control record's number; otherwise 0
 */
record RecordKey(Kind kind, String digest, int number) {
  /** What a record is. */
  enum Kind {
    /** Part of a bundle's bytes. */
    CHUNK,
    /** What a bundle's chunks amount to. */
    BUNDLE,
    /** A decision. */
    CONTROL,
    /** A barrier is being set. */
    HOLD
  }

  static final RecordKey HOLD = new RecordKey(Kind.HOLD, "", 0);

  /** Far more than a bundle has. */
  static final int MOST_CHUNKS = 99_999;

  private static final int LONGEST = 100;

  private static final Pattern SYNTAX =
      Pattern.compile("chunk/([0-9a-f]{64})/(\\d{5})|bundle/([0-9a-f]{64})|control/(\\d{10})|hold");

  static RecordKey chunk(String digest, int index) {
    return new RecordKey(Kind.CHUNK, digest, index);
  }

  static RecordKey bundle(String digest) {
    return new RecordKey(Kind.BUNDLE, digest, 0);
  }

  static RecordKey control(int number) {
    return new RecordKey(Kind.CONTROL, "", number);
  }

  /** Of a record's key; nothing if it is none of ours. */
  static Optional<RecordKey> of(byte[] key) {
    if (key == null || key.length > LONGEST) {
      return Optional.empty();
    }
    Matcher text = SYNTAX.matcher(new String(key, US_ASCII));
    if (!text.matches()) {
      return Optional.empty();
    }
    if (text.group(1) != null) {
      return Optional.of(chunk(text.group(1), Integer.parseInt(text.group(2))));
    }
    if (text.group(3) != null) {
      return Optional.of(bundle(text.group(3)));
    }
    if (text.group(4) != null) {
      long number = Long.parseLong(text.group(4));
      return number < 1 || number > Integer.MAX_VALUE
          ? Optional.empty()
          : Optional.of(control((int) number));
    }
    return Optional.of(HOLD);
  }

  byte[] bytes() {
    return toString().getBytes(US_ASCII);
  }

  /** As it is on the topic. */
  @Override
  public String toString() {
    return switch (kind) {
      case CHUNK -> String.format(Locale.ROOT, "chunk/%s/%05d", digest, number);
      case BUNDLE -> "bundle/" + digest;
      case CONTROL -> String.format(Locale.ROOT, "control/%010d", number);
      case HOLD -> "hold";
    };
  }
}
