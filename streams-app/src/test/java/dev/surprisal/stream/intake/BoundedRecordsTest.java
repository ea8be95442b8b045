package dev.surprisal.stream.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.surprisal.stream.testing.CraftedBatch;
import dev.surprisal.stream.testing.CraftedBatch.Field;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.Records;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedRecordsTest {
  private static final int MIB = 1 << 20;
  private static final Field KEY = name("camera");
  private static final byte[] PIXELS = new byte[784];
  private static final Field IMAGE = Field.of(PIXELS);

  /** A 7 and 4,999,999 zeros, by sha256sum. */
  private static final String SHA256 =
      "56290523a4318046b5976024ec42c9e475068dfcdc3a5127e410e76a806dfe11";

  private final PollBudget budget = new PollBudget(new Bounds(16 * MIB, 1_000, Bounds.IMAGE_BYTES));

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void recordsWithinTheBoundsAreWhatKafkasOwnReaderReads(CompressionType compression) {
    MemoryRecords records = usual(compression, TimestampType.CREATE_TIME);

    assertThat(described(read(records))).isEqualTo(described(readByKafka(records))).hasSize(4);
  }

  @Test
  void brokersTimeIsThatOfAllRecords() {
    MemoryRecords records = usual(CompressionType.NONE, TimestampType.LOG_APPEND_TIME);

    assertThat(described(read(records))).isEqualTo(described(readByKafka(records))).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void ofALongValueTheBeginningTheLengthAndTheDigestAreKept(CompressionType compression) {
    MemoryRecords records =
        CraftedBatch.of(compression)
            .add(KEY, new Field(new byte[] {7}, 5_000_000))
            .add(KEY, IMAGE)
            .build();

    List<Record> read = read(records);

    assertThat(bytes(read.get(0).value())).hasSize(1_024).startsWith(7, 0);
    assertThat(bytes(read.get(0).key())).asString(UTF_8).isEqualTo("camera");
    assertThat(read.get(0).headers())
        .containsExactly(
            new Cut(Optional.empty(), Optional.of(new Cut.Whole(5_000_000, SHA256)), false));
    assertThat(bytes(read.get(1).value())).isEqualTo(PIXELS);
    assertThat(read.get(1).headers()).isEmpty();
  }

  @Test
  void longKeyIsItsBeginning() {
    Record read = only(CraftedBatch.of(CompressionType.NONE).add(Field.zeros(2 * MIB), IMAGE));

    assertThat(bytes(read.key())).hasSize(1_024);
    assertThat(bytes(read.value())).isEqualTo(PIXELS);
    assertThat(((Cut) read.headers()[0]).wholeKey().orElseThrow().length()).isEqualTo(2 * MIB);
  }

  @Test
  void ofTooLongHeadersThoseAreKeptThatDecide() {
    Record read =
        only(
            CraftedBatch.of(CompressionType.NONE)
                .add(
                    KEY,
                    IMAGE,
                    name("trace"),
                    name("1"),
                    name("content-type"),
                    name("image/png"),
                    name("padding"),
                    Field.zeros(2 * MIB),
                    name("surprisal.reason"),
                    name("mine"),
                    name("content-type"),
                    name("image/jpeg")));

    assertThat(read.headers())
        .containsExactly(
            header("surprisal.reason", "mine"),
            header("content-type", "image/jpeg"),
            new Cut(Optional.empty(), Optional.empty(), true));
    assertThat(bytes(read.value())).isEqualTo(PIXELS);
  }

  @Test
  void hugeRecordTakesNoMemory() {
    MemoryRecords records =
        CraftedBatch.of(CompressionType.ZSTD).add(KEY, Field.zeros(300 * MIB)).build();
    assertThat(records.sizeInBytes()).isLessThan(MIB);

    long allocated = allocatedBy(() -> assertThat(read(records)).hasSize(1));

    assertThat(allocated).isLessThan(MIB);
  }

  @Test
  void largeBlockOfSnappyTakesNoMoreThanItsCompressedBytes() {
    MemoryRecords records =
        CraftedBatch.inOneBlock()
            .add(KEY, new Field(new byte[] {7}, 5_000_000))
            .add(KEY, Field.zeros(45 * MIB))
            .add(KEY, Field.of("text, which does not repeat".getBytes(UTF_8)))
            .build();

    List<Record> read = new ArrayList<>();
    long allocated = allocatedBy(() -> read.addAll(read(records)));

    assertThat(read).hasSize(3);
    assertThat(((Cut) read.get(0).headers()[0]).wholeValue())
        .hasValue(new Cut.Whole(5_000_000, SHA256));
    assertThat(bytes(read.get(2).value())).asString(UTF_8).isEqualTo("text, which does not repeat");
    assertThat(allocated).isLessThan(records.sizeInBytes() + MIB);
  }

  /** A library that reads a block as a whole takes as much memory before the first byte. */
  @ParameterizedTest
  @ValueSource(ints = {400_000_000, 600_000_000, Integer.MAX_VALUE, -1})
  void lengthThatABlockOfSnappyStatesIsNotBelieved(int length) {
    byte[] block =
        ByteBuffer.allocate(40)
            .put(new byte[] {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0})
            .putInt(1)
            .putInt(1)
            .putInt(length)
            .array();
    MemoryRecords records = CraftedBatch.of(CompressionType.SNAPPY, block, 2);

    List<Record> read = new ArrayList<>();
    long allocated = allocatedBy(() -> read.addAll(read(records)));

    assertThat(read).hasSize(2);
    assertThat(allocated).isLessThan(MIB);
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"NONE", "LZ4"})
  void millionsOfHeadersTakeNoMemory(CompressionType compression) {
    MemoryRecords records =
        CraftedBatch.of(compression).addWithEmptyHeaders(KEY, IMAGE, 4_000_000).build();

    long allocated = allocatedBy(() -> assertThat(read(records)).hasSize(1));

    assertThat(allocated).isLessThan(MIB);
  }

  @Test
  void lengthThatARecordStatesIsNotBelieved() {
    MemoryRecords records =
        CraftedBatch.of(CompressionType.ZSTD)
            .add(Integer.MAX_VALUE, KEY, IMAGE)
            .add(-1, KEY, IMAGE)
            .build();

    assertThat(read(records))
        .extracting(record -> bytes(record.value()))
        .containsExactly(PIXELS, PIXELS);
  }

  @Test
  void whatCannotBeReadOfABatchIsRecordsThatSaySo() {
    List<Record> read =
        read(
            CraftedBatch.of(CompressionType.ZSTD)
                .add(KEY, IMAGE)
                .addNothing()
                .addNothing()
                .build());

    assertThat(read).extracting(Record::offset).containsExactly(0L, 1L, 2L);
    assertThat(read.get(0).headers()).isEmpty();
    assertThat(((Cut) read.get(1).headers()[0]).unreadable()).isPresent();
    assertThat(((Cut) read.get(2).headers()[0]).unreadable()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void batchOfNoiseIsRecordsThatSaySo(CompressionType compression) {
    byte[] noise = {99, 98, 97};

    List<Record> read = read(CraftedBatch.of(compression, noise, 2));

    assertThat(read).extracting(Record::offset).containsExactly(0L, 1L);
    assertThat(read)
        .allSatisfy(record -> assertThat(((Cut) record.headers()[0]).unreadable()).isPresent());
  }

  @Test
  void recordThatFindsNoRoomEndsThePollAndIsTheFirstOfTheNext() {
    Field half = Field.zeros(4 * MIB);
    CraftedBatch batch = CraftedBatch.of(CompressionType.ZSTD);
    for (int i = 0; i < 5; i++) {
      batch.add(KEY, half);
    }
    List<Record> read = read(batch.build());

    List<Record> taken = new ArrayList<>();
    assertThatExceptionOfType(PollFullException.class)
        .isThrownBy(() -> read.forEach(record -> taken.add(use(record))));
    assertThat(taken).isEqualTo(read.subList(0, 3));

    budget.startPoll();
    read.subList(3, 5).forEach(record -> taken.add(use(record)));
    assertThat(taken).isEqualTo(read);
  }

  @Test
  void recordLargerThanThePollIsAPollOfItsOwn() {
    List<Record> read =
        read(
            CraftedBatch.of(CompressionType.ZSTD)
                .add(KEY, Field.zeros(100 * MIB))
                .add(KEY, IMAGE)
                .build());

    use(read.get(0));

    assertThatExceptionOfType(PollFullException.class).isThrownBy(() -> use(read.get(1)));
  }

  @Test
  void recordWithHeadersAloneCountsToo() {
    CraftedBatch batch = CraftedBatch.of(CompressionType.ZSTD);
    for (int i = 0; i < 17; i++) {
      batch.add(Field.NULL, Field.NULL, name("padding"), Field.zeros(MIB - 7));
    }
    List<Record> read = read(batch.build());

    read.subList(0, 15).forEach(BoundedRecordsTest::use);

    assertThatExceptionOfType(PollFullException.class).isThrownBy(() -> use(read.get(15)));
  }

  private static MemoryRecords usual(CompressionType compression, TimestampType time) {
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(4_096),
            RecordBatch.CURRENT_MAGIC_VALUE,
            Compression.of(compression).build(),
            time,
            40,
            2_000,
            1,
            (short) 2,
            3,
            false,
            7);
    builder.append(1_000, "key".getBytes(UTF_8), "value".getBytes(UTF_8));
    builder.append(
        900,
        null,
        new byte[300],
        new Header[] {header("trace", "1"), new RecordHeader("empty", (byte[]) null)});
    builder.append(1_100, new byte[0], null);
    builder.append(1_200, null, new byte[0]);
    return builder.build();
  }

  private List<Record> read(MemoryRecords records) {
    return read(new BoundedRecords(records, budget));
  }

  private static List<Record> readByKafka(MemoryRecords records) {
    return read((Records) records);
  }

  private static List<Record> read(Records records) {
    List<Record> read = new ArrayList<>();
    for (RecordBatch batch : records.batches()) {
      try (CloseableIterator<Record> each = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
        each.forEachRemaining(read::add);
      }
    }
    return read;
  }

  private Record only(CraftedBatch batch) {
    List<Record> read = read(batch.build());
    assertThat(read).hasSize(1);
    return read.get(0);
  }

  private static List<String> described(List<Record> records) {
    return records.stream()
        .map(
            record ->
                "%d %d %s %s %s %s"
                    .formatted(
                        record.offset(),
                        record.timestamp(),
                        text(record.key()),
                        text(record.value()),
                        List.of(record.headers()),
                        record.keySize() + " " + record.valueSize()))
        .toList();
  }

  private static String text(ByteBuffer buffer) {
    return buffer == null ? "null" : HexFormat.of().formatHex(bytes(buffer));
  }

  /** As the consumer does. */
  private static Record use(Record record) {
    record.key();
    record.value();
    record.headers();
    return record;
  }

  private static long allocatedBy(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static Field name(String text) {
    return Field.of(text.getBytes(UTF_8));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }
}
