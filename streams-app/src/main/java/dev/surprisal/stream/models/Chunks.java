package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A bundle's files to chunks, and back. */
final class Chunks {
  private final PublishedBundle bundle;
  private final byte[][] parts;

  /** For chunks to come. */
  Chunks(PublishedBundle bundle) {
    this.bundle = bundle;
    this.parts = new byte[bundle.chunks()][];
  }

  /** The files one after the other, cut. */
  static List<byte[]> of(PublishedBundle bundle, Map<String, byte[]> files) {
    List<byte[]> chunks = new ArrayList<>();
    for (int index = 0; index < bundle.chunks(); index++) {
      chunks.add(new byte[bundle.chunkSize(index)]);
    }
    long at = 0;
    for (String name : bundle.files().keySet()) {
      byte[] bytes = files.get(name);
      for (int done = 0; done < bytes.length; ) {
        byte[] chunk = chunks.get((int) (at / bundle.chunkBytes()));
        int from = (int) (at % bundle.chunkBytes());
        int some = Math.min(chunk.length - from, bytes.length - done);
        System.arraycopy(bytes, done, chunk, from, some);
        done += some;
        at += some;
      }
    }
    return chunks;
  }

  /**
   * Takes one in; a later one with the same index replaces it.
   *
   * @throws BadInputException if there is no such chunk, or it has another size
   */
  void add(int index, byte[] bytes) {
    if (index < parts.length && bytes.length != bundle.chunkSize(index)) {
      throw new BadInputException(
          "%s: chunk %d of %d: expected %d bytes, got %d; publish the model again"
              .formatted(place(), index, parts.length, bundle.chunkSize(index), bytes.length));
    }
    // One beyond the last is left over from a publication with smaller chunks.
    if (index < parts.length) {
      parts[index] = bytes;
    }
  }

  /**
   * The files by name.
   *
   * @throws BadInputException if a chunk is missing
   */
  Map<String, byte[]> files() {
    for (int index = 0; index < parts.length; index++) {
      if (parts[index] == null) {
        throw new BadInputException(
            "%s: chunk %d of %d is missing; publish the model again"
                .formatted(place(), index, parts.length));
      }
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    long at = 0;
    for (Map.Entry<String, Long> file : bundle.files().entrySet()) {
      byte[] bytes = new byte[file.getValue().intValue()];
      for (int done = 0; done < bytes.length; ) {
        byte[] part = parts[(int) (at / bundle.chunkBytes())];
        int from = (int) (at % bundle.chunkBytes());
        int some = Math.min(part.length - from, bytes.length - done);
        System.arraycopy(part, from, bytes, done, some);
        done += some;
        at += some;
      }
      files.put(file.getKey(), bytes);
    }
    return files;
  }

  String place() {
    return place(bundle.digest());
  }

  /** As a person knows the bundle. */
  static String place(String digest) {
    return "model " + digest.substring(0, 12);
  }
}
