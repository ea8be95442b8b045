package dev.surprisal.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {
  /** As the trainer does: it takes note of the wish to end, and goes on with its report. */
  private static final String SLOW_TRAINER =
      "#!/bin/sh\ntrap '' TERM INT HUP\necho $$ >\"$0.pid\"\nexec sleep 300\n";

  @TempDir Path home;

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void trainerThatDoesNotEndWhenAskedIsGoneBeforeTheDemoIs() throws Exception {
    Path launcher = home.resolve("surprisal");
    Files.writeString(launcher, SLOW_TRAINER);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    CountDownLatch stop = new CountDownLatch(1);
    CompletableFuture<Void> demo = CompletableFuture.runAsync(() -> train(stop));
    Path pid = home.resolve("surprisal.pid");
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pid) && Files.size(pid) > 1);
    ProcessHandle trainer =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

    stop.countDown();
    demo.get();

    assertThat(trainer.isAlive()).isFalse();
  }

  private void train(CountDownLatch stop) {
    try {
      new DemoModel(home).get(1, stop);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
