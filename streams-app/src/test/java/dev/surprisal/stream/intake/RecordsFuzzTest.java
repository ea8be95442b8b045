package dev.surprisal.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.surprisal.stream.testing.CraftedBatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.CloseableIterator;

/** A batch's bytes as any producer may make them. */
class RecordsFuzzTest {
  private static final int MIB = 1 << 20;
  private static final int MOST_RECORDS = 50;

  /** As many records as the batch counts, each within the bounds; no exception. */
  @FuzzTest
  void recordBatch(FuzzedDataProvider data) {
    CompressionType compression = data.pickValue(CompressionType.values());
    int count = data.consumeInt(1, MOST_RECORDS);
    PollBudget budget =
        new PollBudget(
            new Bounds(data.consumeBoolean() ? 16 * MIB : 1_000, 1_000, Bounds.IMAGE_BYTES));
    boolean compressed = data.consumeBoolean();
    byte[] bytes = data.consumeRemainingAsBytes();
    byte[] payload = compressed ? bytes : compressed(compression, bytes);

    MemoryRecords records = CraftedBatch.of(compression, payload, count);

    int read = 0;
    for (RecordBatch batch : new BoundedRecords(records, budget).batches()) {
      try (CloseableIterator<Record> each = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
        while (each.hasNext()) {
          Record record = each.next();
          assertThat(Math.max(0, record.keySize())).isLessThanOrEqualTo(Bounds.KEY_BYTES);
          assertThat(Math.max(0, record.valueSize())).isLessThanOrEqualTo(Bounds.IMAGE_BYTES);
          assertThat(record.headers().length).isLessThanOrEqualTo(Bounds.HEADERS + 1);
          budget.startPoll();
          read++;
        }
      }
    }
    assertThat(read).isEqualTo(count);
  }

  /** What both we and the library that producers use can read is the same. */
  @FuzzTest
  void snappy(FuzzedDataProvider data) throws IOException {
    boolean compressed = data.consumeBoolean();
    byte[] bytes = data.consumeRemainingAsBytes();
    if (!compressed) {
      byte[] byLibrary = compressed(CompressionType.SNAPPY, bytes);
      assertThat(new SnappyStream(ByteBuffer.wrap(byLibrary)).readAllBytes()).isEqualTo(bytes);
      return;
    }
    byte[] ours;
    try (InputStream in = new SnappyStream(ByteBuffer.wrap(bytes))) {
      ours = in.readNBytes(MIB);
    } catch (IOException e) {
      return;
    }
    // The library takes what a block states, which is now known to be little.
    if (ours.length < MIB) {
      byte[] theirs;
      try (InputStream in =
          Compression.of(CompressionType.SNAPPY)
              .build()
              .wrapForInput(
                  ByteBuffer.wrap(bytes),
                  RecordBatch.CURRENT_MAGIC_VALUE,
                  BufferSupplier.NO_CACHING)) {
        theirs = in.readAllBytes();
      } catch (IOException | KafkaException e) {
        return;
      }
      assertThat(ours).isEqualTo(theirs);
    }
  }

  private static byte[] compressed(CompressionType compression, byte[] bytes) {
    ByteBufferOutputStream buffer = new ByteBufferOutputStream(bytes.length + 512);
    try (OutputStream out =
        Compression.of(compression)
            .build()
            .wrapForOutput(buffer, RecordBatch.CURRENT_MAGIC_VALUE)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer result = buffer.buffer();
    result.flip();
    byte[] written = new byte[result.remaining()];
    result.get(written);
    return written;
  }
}
