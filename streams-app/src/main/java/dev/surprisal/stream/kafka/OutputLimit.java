package dev.surprisal.stream.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Header;

/**
 * How large an output record may be, in bytes before compression. What the producer and the topics
 * permit is known in part only (a topic's settings may be hidden from us), so that a refusal lowers
 * it. Safe for use by several threads.
 */
public final class OutputLimit {
  /** The least with which a rejected record's headers fit. */
  public static final int LEAST = 4 << 10;

  /** Kafka's own default of what a producer holds that is not sent yet. */
  private static final int BUFFER_MEMORY = 32 << 20;

  /** With the heap of 256 MB it is Kafka's default for one thread. */
  private static final int SHARES = 6;

  /** Limits in bytes, tried in this order after refusals. Kafka's default permits 1,048,588. */
  private static final List<Integer> STEPS = List.of(1_000_000, 60_000, LEAST);

  private static final int BATCH_OVERHEAD = 128;
  private static final int HEADER_OVERHEAD = 12;

  private final AtomicInteger bytes;

  /**
   * @param bytes that are permitted at first
   */
  public OutputLimit(int bytes) {
    this.bytes = new AtomicInteger(bytes);
  }

  /**
   * What a producer may hold unless it is set: one for each thread, on the heap.
   *
   * @param threads that share the heap
   */
  public static int bufferMemory(int threads) {
    long share = Runtime.getRuntime().maxMemory() / SHARES / threads;
    return (int) Math.max(1 << 20, Math.min(share, BUFFER_MEMORY));
  }

  /** What the settings of a producer permit, which has to hold a record in its memory. */
  public static OutputLimit of(KafkaConnection connection, int threads) {
    Map<String, Object> producer = connection.forProducer();
    return new OutputLimit(
        Math.min(
            number(producer, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_OUTPUT),
            number(producer, ProducerConfig.BUFFER_MEMORY_CONFIG, bufferMemory(threads))));
  }

  private static int number(Map<String, Object> settings, String key, int otherwise) {
    String value = String.valueOf(settings.getOrDefault(key, otherwise)).strip();
    // Only Kafka resolves a reference to a configuration provider; a refusal lowers the limit.
    return value.contains("${")
        ? otherwise
        : (int) Math.min(Long.parseLong(value), Integer.MAX_VALUE);
  }

  /** An upper bound on a record's size, in bytes before compression. */
  public static long size(byte[] key, byte[] value, Iterable<Header> headers) {
    long size = BATCH_OVERHEAD + length(key) + (long) length(value);
    for (Header header : headers) {
      size += HEADER_OVERHEAD + 3L * header.key().length() + length(header.value());
    }
    return size;
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  public int bytes() {
    return bytes.get();
  }

  /** Permits no more than a topic does, less a little for what compression may add. */
  void atMost(long permitted) {
    int less = (int) Math.max(LEAST, Math.min(permitted - permitted / 100, Integer.MAX_VALUE));
    bytes.accumulateAndGet(less, Math::min);
  }

  /** After a refusal; says whether there is something smaller to try. */
  public boolean lower() {
    int before = bytes.get();
    return STEPS.stream()
        .filter(step -> step < before)
        .findFirst()
        .map(step -> bytes.compareAndSet(before, step) || bytes.get() < before)
        .orElse(false);
  }
}
