package dev.surprisal.stream.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.testing.InkModel;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records of one attack.
 *
 * @param timed whether each has a megabyte at most and they are few, so that each one's time tells
 *     something
 */
record Volley(List<ProducerRecord<byte[], byte[]>> records, boolean timed) {
  private static final String IMAGES = Topics.DEFAULT.images();
  private static final int MEGABYTE = 1 << 20;

  /** What nobody sends; brokers and clients take it for "no timestamp". */
  private static final long NO_TIME = -1;

  private static final long YEAR_2100 = 4_102_444_800_000L;

  static Volley of(Attack attack, Random random, int flood) {
    return switch (attack) {
      case ZEROS -> new Volley(values(new byte[20 * MEGABYTE]), false);
      case ZEROS_IN_ONE_POLL -> new Volley(zeros(random.nextInt(4)), false);
      case LARGE_KEYS ->
          new Volley(List.of(keyed(new byte[2 * MEGABYTE]), keyed(new byte[12 * MEGABYTE])), false);
      case LARGE_HEADERS -> new Volley(List.of(oneLargeHeader(), manyHeaders()), false);
      case INFLATING_IMAGES ->
          timed(values(HostileImages.inflatingPng(), HostileImages.inflatingComments()));
      case HUGE_IMAGES ->
          timed(
              values(
                  HostileImages.hugePng(30_000),
                  HostileImages.hugePng(Integer.MAX_VALUE),
                  HostileImages.hugeJpeg()));
      case COSTLY_IMAGES -> timed(costly(random));
      case TIMESTAMPS -> timed(timestamps());
      case FLOOD -> new Volley(Collections.nCopies(flood, record(new byte[] {'x'})), false);
      case TOMBSTONES -> timed(Collections.nCopies(5, new ProducerRecord<>(IMAGES, null)));
      case RANDOM_BYTES -> timed(noise(random));
      case RESERVED_HEADERS ->
          timed(
              Stream.of("surprisal.outcome", "surprisal.reason", "surprisal.offset", "surprisal.")
                  .map(key -> header(record(InkModel.ink(9)), key, new byte[] {1}))
                  .toList());
      case CONTENT_TYPES -> timed(contentTypes());
      case ABORTED_TRANSACTION ->
          new Volley(Collections.nCopies(100, record(InkModel.ink(9))), false);
      default -> throw new IllegalArgumentException(attack + " sends no records");
    };
  }

  private static Volley timed(List<ProducerRecord<byte[], byte[]>> records) {
    return new Volley(records, true);
  }

  /** Larger than an image may be, and as large as it may be. */
  private static List<ProducerRecord<byte[], byte[]>> zeros(int partition) {
    byte[] larger = new byte[8 * MEGABYTE];
    byte[] large = new byte[4 * MEGABYTE];
    return IntStream.range(0, 120)
        .mapToObj(i -> i % 2 == 0 ? larger : large)
        .map(value -> new ProducerRecord<byte[], byte[]>(IMAGES, partition, null, value))
        .toList();
  }

  private static ProducerRecord<byte[], byte[]> keyed(byte[] key) {
    return new ProducerRecord<>(IMAGES, key, InkModel.ink(9));
  }

  private static ProducerRecord<byte[], byte[]> oneLargeHeader() {
    return header(record(InkModel.ink(9)), "x", new byte[16 * MEGABYTE]);
  }

  private static ProducerRecord<byte[], byte[]> manyHeaders() {
    ProducerRecord<byte[], byte[]> record = record(new byte[100]);
    for (int i = 0; i < 20_000; i++) {
      record.headers().add("h" + i, new byte[10]);
    }
    return record;
  }

  private static List<ProducerRecord<byte[], byte[]>> costly(Random random) {
    int side = List.of(28, 256, 1024, 2048).get(random.nextInt(4));
    int components = random.nextBoolean() ? 1 : 3;
    // 256 scans are allowed, of 141,557,760 samples in all, as stored and as shown.
    int allowed = Math.min(256, 141_557_760 / (2 * side * side * components));
    return values(
        HostileImages.largestPng(),
        HostileImages.emptyScans(side, components, allowed, MEGABYTE),
        HostileImages.emptyScans(side, components, Integer.MAX_VALUE, MEGABYTE),
        HostileImages.emptyScans(1024, 3, Integer.MAX_VALUE, MEGABYTE));
  }

  private static List<ProducerRecord<byte[], byte[]>> timestamps() {
    long now = System.currentTimeMillis();
    return Stream.of(NO_TIME, 0L, now / 1000, now - 365L * 86_400_000, YEAR_2100, Long.MAX_VALUE)
        .<ProducerRecord<byte[], byte[]>>map(
            time -> new Timed(time, time % 2 == 0 ? InkModel.ink(9) : new byte[] {1}))
        .toList();
  }

  /** With any timestamp, also those that Kafka's own class refuses. */
  private static final class Timed extends ProducerRecord<byte[], byte[]> {
    private final long time;

    Timed(long time, byte[] value) {
      super(IMAGES, value);
      this.time = time;
    }

    @Override
    public Long timestamp() {
      return time;
    }

    @Override
    public boolean equals(Object other) {
      return super.equals(other) && other instanceof Timed timed && timed.time == time;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(time);
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> noise(Random random) {
    return IntStream.range(0, 8)
        .mapToObj(
            i -> {
              int most = List.of(2, 784, 10_000, MEGABYTE).get(i % 4);
              byte[] value = new byte[i % 4 == 1 ? 784 : random.nextInt(most)];
              random.nextBytes(value);
              byte[] magic =
                  i % 8 == 2
                      ? new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}
                      : new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
              if (i % 4 == 2 && value.length > magic.length) {
                System.arraycopy(magic, 0, value, 0, magic.length);
              }
              return record(value);
            })
        .toList();
  }

  private static List<ProducerRecord<byte[], byte[]>> contentTypes() {
    return Stream.of(
            "image/png".getBytes(UTF_8),
            "image/jpeg".getBytes(UTF_8),
            "image/gif".getBytes(UTF_8),
            "\u202e\u0000\u001b[2J".getBytes(UTF_8),
            new byte[MEGABYTE / 2],
            new byte[] {(byte) 0xff, (byte) 0xfe},
            new byte[0],
            null)
        .map(type -> header(record(InkModel.ink(9)), "content-type", type))
        .toList();
  }

  private static List<ProducerRecord<byte[], byte[]>> values(byte[]... values) {
    return Stream.of(values).map(Volley::record).toList();
  }

  private static ProducerRecord<byte[], byte[]> record(byte[] value) {
    return new ProducerRecord<>(IMAGES, value);
  }

  private static ProducerRecord<byte[], byte[]> header(
      ProducerRecord<byte[], byte[]> record, String key, byte[] value) {
    record.headers().add(key, value);
    return record;
  }
}
