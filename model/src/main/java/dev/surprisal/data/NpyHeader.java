package dev.surprisal.data;

import dev.surprisal.BadInputException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The header of NumPy's format for one array: a magic string, a version, and a Python dictionary,
 * whose keys come in any order and whose text NumPy itself parses as Python. Source: NumPy
 * Enhancement Proposal 1.
 *
 * @param type of an element, as NumPy writes it: {@code |u1} is an unsigned byte
 * @param fortranOrder whether the first index runs fastest
 * @param bytes of the file up to the first value
 */
record NpyHeader(String type, boolean fortranOrder, List<Long> shape, long bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Set<String> BYTES = Set.of("u1", "uint8", "ubyte", "B");
  private static final Set<String> BOOLEANS = Set.of("b1", "bool", "bool8", "?");
  private static final int MAX_HEADER = 1 << 16;
  private static final int MAX_DIGITS = 10;
  private static final Pattern TYPE = entry("descr", "(?:u|b)?[\"']([^\"']*)[\"']");
  private static final Pattern RECORDS = entry("descr", "\\[");
  private static final Pattern ORDER = entry("fortran_order", "(True|False)\\b");
  private static final Pattern SHAPE = entry("shape", "\\(([\\dL,\\s]*)\\)");

  private static Pattern entry(String key, String value) {
    return Pattern.compile("[{,]\\s*(?:u|b)?[\"']" + key + "[\"']\\s*:\\s*" + value);
  }

  /**
   * Reads the header; the values follow in the stream.
   *
   * @throws BadInputException begun by {@code name} if there is none
   */
  static NpyHeader read(String name, DataInputStream in) throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new BadInputException("%s: expected a NumPy array, got another file".formatted(name));
    }
    int major = in.readUnsignedByte();
    in.readUnsignedByte();
    if (major < 1 || major > 3) {
      throw new BadInputException(
          "%s: expected version 1, 2 or 3 of NumPy's format, got %d".formatted(name, major));
    }
    int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    if (major > 1) {
      length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
    }
    if (length < 0 || length > MAX_HEADER) {
      throw new BadInputException(
          "%s: expected a header of at most %d bytes, got %d".formatted(name, MAX_HEADER, length));
    }
    Charset charset = major < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    String text = new String(in.readNBytes(length), charset).strip();
    int before = MAGIC.length + 2 + (major > 1 ? Integer.BYTES : Short.BYTES);
    return parse(text, before + (long) length)
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s: expected a NumPy header, got a broken one".formatted(name)));
  }

  private static Optional<NpyHeader> parse(String text, long bytes) {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return Optional.empty();
    }
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    boolean records = RECORDS.matcher(text).find();
    if (!(records || type.find()) || !order.find() || !shape.find()) {
      return Optional.empty();
    }
    boolean fortran = order.group(1).equals("True");
    return Optional.of(
        new NpyHeader(records ? "records" : type.group(1), fortran, sides(shape.group(1)), bytes));
  }

  private static List<Long> sides(String text) {
    return Stream.of(text.split(",", -1))
        .map(side -> side.replace("L", "").strip())
        .filter(side -> side.matches("\\d+"))
        .map(side -> side.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(side))
        .toList();
  }

  /** The type without its byte order, which one byte does not have. */
  String plainType() {
    return type.replaceFirst("^[<>=|]", "");
  }

  boolean unsignedBytes() {
    return BYTES.contains(plainType());
  }

  boolean booleans() {
    return BOOLEANS.contains(plainType());
  }

  /** Images, height and width; empty if the array has other dimensions than grey images do. */
  List<Long> imageSides() {
    if (shape.size() == 4 && shape.get(3) == 1) {
      return shape.subList(0, 3);
    }
    if (shape.size() == 4 && shape.get(1) == 1) {
      return List.of(shape.get(0), shape.get(2), shape.get(3));
    }
    return shape.size() == 3 ? shape : List.of();
  }

  /** Whether it is an array of grey images. */
  boolean images() {
    return (unsignedBytes() || booleans()) && !imageSides().isEmpty();
  }

  @Override
  public String toString() {
    return type + " " + shape + (fortranOrder ? " in Fortran order" : "");
  }
}
