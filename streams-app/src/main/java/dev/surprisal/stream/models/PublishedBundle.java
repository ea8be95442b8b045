package dev.surprisal.stream.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFiles;
import dev.surprisal.image.ImageShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the topic says of a bundle on it: enough to list it, and to put its chunks together.
 *
 * @param digest the bundle's, see {@link dev.surprisal.bundle.LoadedBundle}
 * @param createdAt when the model was made, as the bundle says
 * @param files sizes in bytes by name, in the order of the chunks
 * @param chunkBytes size of each chunk but the last, which may be smaller
 */
record PublishedBundle(
    String digest,
    String name,
    String preset,
    ImageShape shape,
    String createdAt,
    Instant publishedAt,
    Map<String, Long> files,
    int chunkBytes) {
  private static final int MOST_CHUNK_BYTES = 16 << 20;

  /** How large a chunk is that we write: below every broker's default limit of a record. */
  static final int CHUNK_BYTES = 512 << 10;

  PublishedBundle {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** In bytes, of all files. */
  long size() {
    return files.values().stream().mapToLong(bytes -> bytes).sum();
  }

  int chunks() {
    return (int) ((size() + chunkBytes - 1) / chunkBytes);
  }

  /** Size in bytes of one of the chunks. */
  int chunkSize(int index) {
    return (int) Math.min(chunkBytes, size() - (long) index * chunkBytes);
  }

  byte[] json() {
    ObjectNode root = JsonRecord.create();
    root.put("digest", digest)
        .put("name", name)
        .put("preset", preset)
        .put("height", shape.height())
        .put("width", shape.width())
        .put("createdAt", createdAt)
        .put("publishedAt", publishedAt.toString())
        .put("chunkBytes", chunkBytes);
    ArrayNode list = root.putArray("files");
    files.forEach((file, bytes) -> list.addObject().put("name", file).put("bytes", bytes));
    return JsonRecord.bytes(root);
  }

  /**
   * Of a record's value.
   *
   * @param digest as its key has it
   * @throws BadInputException if it is no manifest, or one of more than a bundle may have
   */
  static PublishedBundle of(String digest, byte[] value) {
    JsonRecord json = JsonRecord.of(value).expectThisVersion();
    if (!json.digest("digest").equals(digest)) {
      throw JsonRecord.wrong("digest", "that of the key", json.node("digest"));
    }
    Map<String, Long> files = files(json.node("files"));
    PublishedBundle bundle =
        new PublishedBundle(
            digest,
            json.text("name"),
            json.text("preset"),
            new ImageShape(
                (int) json.whole("height", 1, ImageShape.MAX_SIDE),
                (int) json.whole("width", 1, ImageShape.MAX_SIDE)),
            json.text("createdAt"),
            json.instant("publishedAt"),
            files,
            (int) json.whole("chunkBytes", 1, MOST_CHUNK_BYTES));
    if (bundle.size() / bundle.chunkBytes() >= RecordKey.MOST_CHUNKS) {
      throw JsonRecord.wrong("chunkBytes", "fewer chunks", json.node("chunkBytes"));
    }
    return bundle;
  }

  private static Map<String, Long> files(JsonNode list) {
    Map<String, Long> files = new LinkedHashMap<>();
    List<String> known = new ArrayList<>(BundleFiles.NAMES);
    for (JsonNode file : list) {
      String name = JsonRecord.text(file, "name");
      if (!known.remove(name)) {
        throw JsonRecord.wrong("files.name", "one of " + known, file.path("name"));
      }
      files.put(name, JsonRecord.whole(file, "bytes", 0, BundleFiles.limit(name)));
    }
    if (files.isEmpty()) {
      throw JsonRecord.wrong("files", "files with their sizes", list);
    }
    return files;
  }
}
