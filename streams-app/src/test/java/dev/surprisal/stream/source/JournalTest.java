package dev.surprisal.stream.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final int STATE = 250;

  /** Which puts were made, as a changelog would have them; the last of them may fail. */
  private static final class Logged extends InMemoryKeyValueStore {
    private final List<KeyValue<Bytes, byte[]>> log = new ArrayList<>();
    private int failAfter = Integer.MAX_VALUE;

    Logged() {
      super("sources");
    }

    @Override
    public synchronized void put(Bytes key, byte[] value) {
      super.put(key, value);
      if (log.size() >= failAfter) {
        throw new TimeoutException("planted");
      }
      log.add(KeyValue.pair(key, value));
    }

    @Override
    public synchronized byte[] delete(Bytes key) {
      byte[] before = super.delete(key);
      log.add(KeyValue.pair(key, null));
      return before;
    }

    /** What a restart finds after so many of the puts. */
    KeyValueStore<Bytes, byte[]> restored(int puts) {
      InMemoryKeyValueStore store = new InMemoryKeyValueStore("sources");
      for (KeyValue<Bytes, byte[]> record : log.subList(0, puts)) {
        if (record.value == null) {
          store.delete(record.key);
        } else {
          store.put(record.key, record.value);
        }
      }
      return store;
    }
  }

  /**
   * Batches of random sizes, with removals, restarts and puts that time out: whatever was written
   * is found again, and no more than a share of what is kept is out of date.
   */
  @Property(tries = 60)
  void holdsWhatWasWritten(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 400) int names,
      @ForAll @IntRange(min = 1, max = 2_000) int size) {
    Random random = new Random(seed);
    Logged store = new Logged();
    Journal journal = new Journal(store);
    Map<Bytes, byte[]> expected = new HashMap<>();
    for (int round = 0; round < 60; round++) {
      Map<Bytes, byte[]> changed = new HashMap<>();
      Set<Bytes> removed = new HashSet<>();
      for (int i = random.nextInt(names + 1); i > 0; i--) {
        Bytes name = name(random.nextInt(names));
        if (random.nextInt(10) > 0) {
          changed.put(name, value(random, size));
        } else if (expected.containsKey(name)) {
          removed.add(name);
        }
      }
      removed.removeAll(changed.keySet());
      if (random.nextInt(5) == 0) {
        store.failAfter = store.log.size();
        try {
          journal.write(changed, removed);
        } catch (TimeoutException e) {
          // Tried again below, as Kafka Streams does.
        }
        store.failAfter = Integer.MAX_VALUE;
      }
      journal.write(changed, removed);
      expected.putAll(changed);
      expected.keySet().removeAll(removed);
      if (random.nextInt(4) == 0) {
        expectHolds(new Journal(store.restored(store.log.size())), expected);
      }
      if (random.nextInt(10) == 0) {
        journal = new Journal(store);
      }
      expectHolds(journal, expected);
    }
    long live = expected.values().stream().mapToLong(value -> 8 + 8 + value.length).sum();
    assertThat(kept(store)).isLessThan(3 * (2 * live + 65_536L) + 2L * names * size);
  }

  /** At least once, a crash leaves some of a commit's puts: each state is an old or a new one. */
  @Property(tries = 20)
  void holdsAnOldOrNewValueWhereverACrashCutsACommit(@ForAll long seed) {
    Random random = new Random(seed);
    Logged store = new Logged();
    Journal journal = new Journal(store);
    Map<Bytes, byte[]> before = new HashMap<>();
    // More than one segment's worth, so that a commit has several puts.
    for (int round = 0; round < 4; round++) {
      int puts = store.log.size();
      Map<Bytes, byte[]> after = new HashMap<>();
      for (int i = 0; i < 2_500; i++) {
        if (round == 0 || random.nextBoolean()) {
          after.put(name(i), value(random, 300));
        }
      }
      journal.write(after, Set.of());
      for (int cut = puts; cut <= store.log.size(); cut++) {
        Journal found = new Journal(store.restored(cut));
        before.forEach(
            (name, value) ->
                assertThat(found.get(name).orElseThrow())
                    .isIn(value, after.getOrDefault(name, value)));
      }
      before.putAll(after);
      expectHolds(new Journal(store.restored(store.log.size())), before);
    }
  }

  @Test
  void statesThatChangeTogetherAreOneRecord() {
    Logged store = new Logged();
    Journal journal = new Journal(store);
    for (int commit = 0; commit < 100; commit++) {
      Map<Bytes, byte[]> changed = new HashMap<>();
      for (int i = 0; i < 250; i++) {
        changed.put(name(i), value(new Random(i), STATE));
      }
      journal.write(changed, Set.of());
    }
    assertThat(store.log).hasSize(100);
    // The last two, and one of 65,536 bytes that may be out of date besides.
    assertThat(store.approximateNumEntries()).isBetween(2L, 4L);
  }

  @Test
  void oneThatChangesOfManyIsNotWrittenWithThem() {
    Logged store = new Logged();
    Journal journal = new Journal(store);
    Map<Bytes, byte[]> all = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      all.put(name(i), value(new Random(i), STATE));
    }
    journal.write(all, Set.of());
    store.log.clear();
    Random random = new Random(1);
    for (int commit = 0; commit < 20_000; commit++) {
      journal.write(Map.of(name(random.nextInt(10_000)), value(random, STATE)), Set.of());
    }
    long written = store.log.stream().mapToLong(record -> record.value.length).sum();
    // Each once for itself, and about once because its segment was the oldest.
    assertThat(written / 20_000.0).isLessThan(3 * (STATE + 33));
  }

  @Test
  void recordsByNameOfAnEarlierReleaseAreTakenOver() {
    Logged store = new Logged();
    byte[] old = value(new Random(1), STATE);
    old[0] = 1;
    store.put(name(1), old);
    store.put(name(2), old);
    Journal journal = new Journal(store);
    expectHolds(journal, Map.of(name(1), old, name(2), old));

    byte[] changed = value(new Random(2), STATE);
    journal.write(Map.of(name(2), changed), Set.of());

    expectHolds(journal, Map.of(name(1), old, name(2), changed));
    assertThat(store.get(name(1))).isNull();
    for (int cut = 2; cut <= store.log.size(); cut++) {
      assertThat(new Journal(store.restored(cut)).get(name(1))).hasValue(old);
    }
    expectHolds(
        new Journal(store.restored(store.log.size())), Map.of(name(1), old, name(2), changed));
  }

  @Test
  void recordsOfALaterReleaseAreRefused() {
    Logged store = new Logged();
    store.put(name(1), new byte[] {3, 0, 0});
    assertThatThrownBy(() -> new Journal(store))
        .hasMessage("states of sources: expected version 2, got 3");
  }

  private static void expectHolds(Journal journal, Map<Bytes, byte[]> expected) {
    assertThat(journal.size()).isEqualTo(expected.size());
    assertThat(journal.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((name, value) -> assertThat(journal.get(name)).hasValue(value));
  }

  private static long kept(KeyValueStore<Bytes, byte[]> store) {
    long bytes = 0;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        bytes += all.next().value.length;
      }
    }
    return bytes;
  }

  private static Bytes name(int number) {
    return Bytes.wrap("camera-%d".formatted(number).getBytes(UTF_8));
  }

  private static byte[] value(Random random, int size) {
    byte[] value = new byte[size];
    random.nextBytes(value);
    value[0] = 1;
    return value;
  }
}
