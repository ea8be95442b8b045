package dev.surprisal.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.bundle.Trust;
import dev.surprisal.stream.testing.InkModel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadedModelsTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> loads = new CopyOnWriteArrayList<>();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final LoadedModels<LoadedBundle> models =
      new LoadedModels<>("model", Trust.ANY, loaded -> loaded, nanos::get);

  @AfterEach
  void close() {
    slow.countDown();
    models.close();
  }

  private LoadedModels.Fetch fetch(String digest) {
    if (digest.equals(C)) {
      throw new BadInputException("model cccccccccccc: is not there");
    }
    return trust -> {
      loads.add(digest);
      if (digest.equals(B)) {
        throw new BadInputException("broken");
      }
      return InkModel.bundle();
    };
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void wantedModelIsLoadedOnce() {
    models.see(Set.of(A), this::fetch);
    await().until(() -> models.get(A).isPresent());
    models.see(Set.of(A), this::fetch);

    assertThat(loads).containsExactly(A);
    assertThat(models.size()).isOne();
    assertThat(models.missing()).isEmpty();
  }

  @Test
  void refusedModelIsTriedAgainAfterFiveSeconds() {
    models.need(B);
    models.see(Set.of(), this::fetch);
    await().until(() -> models.refused() == 1);
    models.see(Set.of(), this::fetch);
    assertThat(loads).hasSize(1);

    pass(Duration.ofSeconds(6));
    models.see(Set.of(), this::fetch);

    await().until(() -> loads.size() == 2);
    assertThat(models.missing()).containsExactly(B);
    assertThat(models.reason(B)).isEqualTo("model bbbbbbbbbbbb: broken");
  }

  @Test
  void modelThatIsNotOnTheTopicIsRefused() {
    models.see(Set.of(C), this::fetch);

    assertThat(models.reason(C)).isEqualTo("model cccccccccccc: is not there");
  }

  @Test
  void modelThatOnlyRecordsNeededIsLetGoAfterAMinute() {
    models.need(A);
    models.see(Set.of(), this::fetch);
    await().until(() -> models.get(A).isPresent());
    pass(Duration.ofSeconds(59));
    models.see(Set.of(), this::fetch);
    assertThat(models.get(A)).isPresent();

    pass(Duration.ofSeconds(2));
    models.see(Set.of(), this::fetch);

    assertThat(models.get(A)).isEmpty();
  }

  @Test
  void missingModelIsNeededUntilAnotherDecision() {
    models.need(C);
    pass(Duration.ofHours(1));
    models.see(Set.of(), this::fetch);
    assertThat(models.missing()).containsExactly(C);

    models.forgetMissing();

    assertThat(models.missing()).isEmpty();
  }
}
