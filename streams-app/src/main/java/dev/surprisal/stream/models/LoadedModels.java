package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.ThreadUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in memory: loaded on a thread of their own while images are judged, and let go when
 * nothing needs them any more. {@link #see} is one thread's, the rest is for any.
 */
final class LoadedModels<M> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoadedModels.class);

  /** For how long a model is kept that only records behind a barrier need. */
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** After which a model that was refused is tried again: it may have been published anew. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How a bundle is fetched and verified. */
  interface Fetch {
    /**
     * On the loader's thread.
     *
     * @throws BadInputException if it cannot be used
     */
    LoadedBundle load(Trust trust);
  }

  /** A refusal and when it was last tried. */
  private record Tried(Refusal refusal, long nanos) {}

  private final String what;
  private final Trust trust;
  private final Function<LoadedBundle, M> use;
  private final LongSupplier nanos;
  private final Map<String, M> loaded = new ConcurrentHashMap<>();
  private final Map<String, Tried> refused = new ConcurrentHashMap<>();
  private final Map<String, Long> needed = new ConcurrentHashMap<>();
  private final Set<String> loading = ConcurrentHashMap.newKeySet();
  private final ExecutorService loader =
      Executors.newSingleThreadExecutor(
          ThreadUtils.createThreadFactory("surprisal-model-loader", true));

  /**
   * @param what is loaded, for the log
   * @param use makes of a bundle what judges by it, or throws a {@link BadInputException}
   */
  LoadedModels(String what, Trust trust, Function<LoadedBundle, M> use, LongSupplier nanos) {
    this.what = what;
    this.trust = trust;
    this.use = use;
    this.nanos = nanos;
  }

  /** The model, if it is in memory. */
  Optional<M> get(String digest) {
    return Optional.ofNullable(loaded.get(digest));
  }

  /** Says that some record is judged by a model: it is loaded, or kept for a minute. */
  void need(String digest) {
    needed.put(digest, nanos.getAsLong());
  }

  /** How many are in memory. */
  int size() {
    return loaded.size();
  }

  /** How many are refused that ought to be in memory. */
  int refused() {
    return refused.size();
  }

  /** Those, the first one first. */
  List<Refusal> refusals() {
    return refused.values().stream()
        .map(Tried::refusal)
        .sorted(Comparator.comparing(Refusal::at))
        .toList();
  }

  /** Why a model is not in memory. */
  String reason(String digest) {
    Tried tried = refused.get(digest);
    return tried == null ? Chunks.place(digest) + " is being loaded" : tried.refusal().reason();
  }

  /** Those that some record needs and that are not there. */
  Set<String> missing() {
    Set<String> missing = new HashSet<>(needed.keySet());
    missing.removeAll(loaded.keySet());
    return missing;
  }

  /** Forgets who needed what is missing: another decision was made, and they will ask again. */
  void forgetMissing() {
    needed.keySet().retainAll(loaded.keySet());
  }

  /**
   * Begins to load what is missing, and lets go what is not needed.
   *
   * @param wanted to be in memory whether a record needs them or not
   * @param fetch how a bundle is fetched; throws a {@link BadInputException} if it is not there
   */
  void see(Set<String> wanted, Function<String, Fetch> fetch) {
    long now = nanos.getAsLong();
    needed
        .entrySet()
        .removeIf(one -> loaded.containsKey(one.getKey()) && now - one.getValue() > KEPT_NANOS);
    Set<String> all = new HashSet<>(wanted);
    all.addAll(needed.keySet());
    if (loaded.keySet().retainAll(all)) {
      log.info("models that nothing needs any more were let go; {} are in memory", loaded.size());
    }
    refused.keySet().retainAll(all);
    for (String digest : all) {
      Tried tried = refused.get(digest);
      boolean wait = tried != null && now - tried.nanos() < RETRY_NANOS;
      if (!loaded.containsKey(digest) && !wait && loading.add(digest)) {
        begin(digest, fetch);
      }
    }
  }

  private void begin(String digest, Function<String, Fetch> fetch) {
    try {
      Fetch ready = fetch.apply(digest);
      loader.execute(() -> load(digest, ready));
    } catch (BadInputException e) {
      refuse(digest, e);
      loading.remove(digest);
    }
  }

  private void load(String digest, Fetch fetch) {
    try {
      long start = nanos.getAsLong();
      loaded.put(digest, use.apply(fetch.load(trust)));
      refused.remove(digest);
      log.atInfo()
          .addKeyValue("digest", digest)
          .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - start))
          .log("{} loaded from the topic", what);
    } catch (RuntimeException | OutOfMemoryError e) {
      refuse(digest, e);
    } finally {
      loading.remove(digest);
    }
  }

  private void refuse(String digest, Throwable e) {
    String place = Chunks.place(digest);
    String said = e instanceof BadInputException ? e.getMessage() : "cannot be loaded: " + e;
    String reason = said.startsWith(place) ? said : place + ": " + said;
    Tried before = refused.get(digest);
    boolean again = before != null && before.refusal().reason().equals(reason);
    Refusal refusal = again ? before.refusal() : new Refusal(digest, Instant.now(), reason);
    refused.put(digest, new Tried(refusal, nanos.getAsLong()));
    if (!again) {
      log.warn("{} refused: {}", what, reason);
    }
  }

  @Override
  public void close() {
    loader.shutdownNow();
  }
}
