package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.surprisal.BadInputException;
import dev.surprisal.image.ImageShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final Map<String, byte[]> FILES = new LinkedHashMap<>();

  static {
    Random random = new Random(1);
    Map.of("bundle.json", 0, "weights.safetensors", 301, "calibration.safetensors", 64)
        .forEach(
            (name, length) -> {
              byte[] bytes = new byte[length];
              random.nextBytes(bytes);
              FILES.put(name, bytes);
            });
  }

  private static PublishedBundle cutBy(int chunkBytes) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    FILES.forEach((name, bytes) -> sizes.put(name, (long) bytes.length));
    return new PublishedBundle(
        DIGEST,
        "digits",
        "best",
        new ImageShape(28, 28),
        "2026-01-01T00:00:00Z",
        Instant.EPOCH,
        sizes,
        chunkBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 63, 64, 65, 301, 364, 365, 366, 1 << 20})
  void anyChunkingReadsBackInAnyOrder(int chunkBytes) {
    PublishedBundle bundle = cutBy(chunkBytes);
    List<byte[]> parts = Chunks.of(bundle, FILES);
    List<Integer> order = new ArrayList<>(IntStream.range(0, parts.size()).boxed().toList());
    Collections.shuffle(order, new Random(chunkBytes));
    Chunks chunks = new Chunks(bundle);

    order.forEach(index -> chunks.add(index, parts.get(index)));

    assertThat(parts).hasSize((365 + chunkBytes - 1) / chunkBytes);
    assertThat(chunks.files()).containsOnlyKeys(FILES.keySet());
    FILES.forEach((name, bytes) -> assertThat(chunks.files().get(name)).isEqualTo(bytes));
  }

  @Test
  void missingChunkIsNamed() {
    PublishedBundle bundle = cutBy(100);
    List<byte[]> parts = Chunks.of(bundle, FILES);
    Chunks chunks = new Chunks(bundle);
    IntStream.of(0, 1, 3).forEach(index -> chunks.add(index, parts.get(index)));

    assertThatThrownBy(chunks::files)
        .isInstanceOf(BadInputException.class)
        .hasMessage("model abababababab: chunk 2 of 4 is missing; publish the model again");
  }

  @Test
  void truncatedChunkIsNamed() {
    Chunks chunks = new Chunks(cutBy(100));

    assertThatThrownBy(() -> chunks.add(3, new byte[64]))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "model abababababab: chunk 3 of 4: expected 65 bytes, got 64; publish the model again");
  }

  /** Left over from a publication of the same bundle in smaller chunks. */
  @Test
  void chunkBeyondTheLastIsPassedOver() {
    PublishedBundle bundle = cutBy(1_000);
    Chunks chunks = new Chunks(bundle);

    chunks.add(0, Chunks.of(bundle, FILES).get(0));
    chunks.add(1, new byte[7]);

    assertThat(chunks.files()).hasSize(3);
  }
}
