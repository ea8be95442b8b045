package dev.surprisal.stream.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.scorer.AlarmControl;
import dev.surprisal.stream.scorer.StreamOptions;
import dev.surprisal.stream.scorer.StreamScorer;
import dev.surprisal.stream.scorer.StreamSettings;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Verdicts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecureConnectionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCORER = "scorer";
  private static final String FEEDER = "feeder";
  private static final String READER = "reader";

  @TempDir static Path folder;
  private static SecureBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecureBroker.start(folder, SCORER, FEEDER, READER);
    InkModel.write(folder.resolve("model"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  @Order(1)
  void userWhoMayNotCreateTopicsIsToldSo() {
    try (StreamScorer scorer = StreamScorer.open(settings(broker.as(SCORER)))) {
      assertThatThrownBy(scorer::start)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("may not create them");
    }
  }

  @Test
  @Order(2)
  void wrongPasswordIsOneLineAtOnceAndDoesNotShowIt() {
    KafkaConnection wrong = broker.connection(SCORER, "guessed-password");

    try (StreamScorer scorer = StreamScorer.open(settings(wrong))) {
      assertThatThrownBy(scorer::start)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("refuses")
          .hasMessageNotContaining("guessed-password");
    }
    assertThat(wrong.toString()).doesNotContain("guessed-password");
  }

  @Test
  @Order(3)
  void eachCommandRunsWithTheLeastThatIsDocumented() throws Exception {
    new TopicSetup(broker.as(SecureBroker.ADMIN), Topics.DEFAULT, 2, true)
        .await(PATIENCE, reason -> {});
    allow(Acls.stream(SCORER, "secure"));
    allow(Acls.feed(FEEDER));
    allow(Acls.watch(READER, Topics.DEFAULT.scores(), Topics.DEFAULT.rejected()));

    try (StreamScorer scorer = StreamScorer.open(settings(broker.as(SCORER)));
        ImageSender sender =
            new ImageSender(broker.as(FEEDER), Topics.DEFAULT.images(), Optional.empty());
        Verdicts verdicts = new Verdicts(broker.as(READER), Topics.DEFAULT)) {
      scorer.start();
      for (int i = 0; i < 20; i++) {
        sender.send(InkModel.ink(i), "application/octet-stream", landed -> {});
      }
      sender.flush();

      await().atMost(PATIENCE).until(() -> verdicts.read() == 20);
      assertThat(verdicts.rejectedIds()).isEmpty();
      assertThat(verdicts.topicIds()).hasSize(1);
    }
  }

  @Test
  @Order(4)
  void whoMayOnlyWriteImagesMayNotWriteVerdicts() {
    try (ImageSender forger =
        new ImageSender(broker.as(FEEDER), Topics.DEFAULT.scores(), Optional.empty())) {
      forger.send(new byte[] {1}, "application/octet-stream", landed -> {});
      assertThatThrownBy(forger::flush)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("Not authorized");
    }
  }

  @Test
  @Order(5)
  void falseDiscoveryControlRunsWithItsChangelogBesides() throws Exception {
    Path model = folder.resolve("fine");
    BundleFolder.write(InkModel.finelyCalibrated().bundle(), model);
    allow(Acls.stream(SCORER, "secure-fdr"));
    allow(Acls.discoveries(SCORER, "secure-fdr"));

    AlarmControl control = new AlarmControl(AlarmControl.Kind.FDR, 0.05);
    try (StreamScorer scorer =
            StreamScorer.open(settings(broker.as(SCORER), model, "secure-fdr", control));
        Verdicts verdicts = new Verdicts(broker.as(READER), Topics.DEFAULT)) {
      scorer.start();

      // The images of the test before, for another group.
      await().atMost(PATIENCE).until(() -> verdicts.read() == 40);
      scorer.expectNoFailure();
    }
  }

  private static void allow(List<AclBinding> acls) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(broker.as(SecureBroker.ADMIN).forAdmin())) {
      admin.createAcls(acls).all().get();
    }
  }

  private static StreamSettings settings(KafkaConnection connection) {
    return settings(connection, folder.resolve("model"), "secure", AlarmControl.rate(0.01));
  }

  private static StreamSettings settings(
      KafkaConnection connection, Path model, String applicationId, AlarmControl control) {
    return StreamOptions.defaults(connection, Topics.DEFAULT, model)
        .applicationId(applicationId)
        .control(control)
        .partitions(2)
        .httpPort(0)
        .stateDir(folder.resolve("state"))
        .settings();
  }
}
