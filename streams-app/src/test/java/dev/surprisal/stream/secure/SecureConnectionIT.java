package dev.surprisal.stream.secure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.surprisal.BadInputException;
import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.LabelsTopic;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.label.Label;
import dev.surprisal.stream.label.LabelWriter;
import dev.surprisal.stream.label.Opinion;
import dev.surprisal.stream.page.PageSettings;
import dev.surprisal.stream.scorer.AlarmControl;
import dev.surprisal.stream.scorer.StreamFailedException;
import dev.surprisal.stream.scorer.StreamOptions;
import dev.surprisal.stream.scorer.StreamScorer;
import dev.surprisal.stream.scorer.StreamSettings;
import dev.surprisal.stream.source.AlertSettings;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Verdicts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecureConnectionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCORER = "scorer";
  private static final String FEEDER = "feeder";
  private static final String READER = "reader";
  private static final String CLERK = "clerk";

  @TempDir static Path folder;
  private static SecureBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecureBroker.start(folder, SCORER, FEEDER, READER, CLERK);
    InkModel.write(folder.resolve("model"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  @Order(1)
  void userWithoutRightsIsToldAllThatAreMissingAndHowToPermitThem() {
    expectRefused(settings(broker.as(SCORER)))
        .startsWith(
            "Kafka does not permit this user WRITE on topic anomalies, READ on topic images,"
                + " WRITE on topic rejected, WRITE on topic scores, READ on group secure,"
                + " WRITE on transactional ids that begin with secure; to permit it: kafka-acls"
                + " --bootstrap-server 127.0.0.1:")
        .contains(
            " --add --allow-principal User:NAME --operation Write --topic anomalies; kafka-acls ",
            " --operation Read --topic images; ",
            " --operation Read --group secure; ")
        .endsWith(" --operation Write --resource-pattern-type prefixed --transactional-id secure");
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
  void userWhoMayNotCreateTopicsIsToldSo() throws Exception {
    allow(Acls.stream(SCORER, "secure"));

    expectRefused(settings(broker.as(SCORER))).contains("may not create them");
  }

  @Test
  @Order(4)
  void eachCommandRunsWithTheLeastThatIsDocumented() throws Exception {
    new TopicSetup(broker.as(SecureBroker.ADMIN), Topics.DEFAULT, 2, true)
        .await(PATIENCE, reason -> {});
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
  @Order(5)
  void whoMayOnlyWriteImagesMayNotWriteVerdicts() {
    try (ImageSender forger =
        new ImageSender(broker.as(FEEDER), Topics.DEFAULT.scores(), Optional.empty())) {
      forger.send(new byte[] {1}, "application/octet-stream", landed -> {});
      assertThatThrownBy(forger::flush)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("Not authorized");
    }
  }

  /** What is left of a right of the least, and how the refusal begins. */
  @ParameterizedTest
  @Order(6)
  @CsvSource({
    "TOPIC, images, ANY, READ on topic images",
    "TOPIC, scores, ANY, WRITE on topic scores",
    "TOPIC, anomalies, ANY, WRITE on topic anomalies",
    "TOPIC, rejected, ANY, WRITE on topic rejected",
    "TOPIC, rejected, DESCRIBE, WRITE on topic rejected",
    "GROUP, secure, ANY, READ on group secure",
    "GROUP, secure, DESCRIBE, READ on group secure",
    "TRANSACTIONAL_ID, secure, ANY, WRITE on transactional ids that begin with secure"
  })
  void rightThatIsMissingIsNoticedAtTheStart(
      ResourceType type, String name, AclOperation left, String refusal) throws Exception {
    allow(List.of(Acls.create(CLERK)));
    List<AclBinding> least = Acls.stream(CLERK, "secure");
    allow(least);
    PatternType pattern =
        type == ResourceType.TRANSACTIONAL_ID ? PatternType.PREFIXED : PatternType.LITERAL;
    forbid(Acls.all(CLERK, type, name, pattern, AclOperation.ANY));
    if (left != AclOperation.ANY) {
      allow(List.of(Acls.acl(CLERK, type, name, pattern, left)));
    }

    expectRefused(settings(broker.as(CLERK)))
        .startsWith("Kafka does not permit this user " + refusal + "; to permit it: kafka-acls ");
  }

  @Test
  @Order(7)
  void transactionsThatMayOnlyBeSeenEndTheScorerWithOneLine() throws Exception {
    allow(Acls.stream(CLERK, "secure"));
    forbid(
        Acls.all(
            CLERK,
            ResourceType.TRANSACTIONAL_ID,
            "secure",
            PatternType.PREFIXED,
            AclOperation.WRITE));

    KafkaConnection clerk = broker.as(CLERK);
    Map<String, String> impatient = new HashMap<>(clerk.settings());
    impatient.put("main.consumer.session.timeout.ms", "1500");
    impatient.put("main.consumer.heartbeat.interval.ms", "300");
    try (StreamScorer scorer =
        StreamScorer.open(settings(new KafkaConnection(clerk.bootstrapServers(), impatient)))) {
      scorer.start();
      assertThatThrownBy(scorer::awaitEnd)
          .isInstanceOf(StreamFailedException.class)
          .message()
          // By its name, or as the cause of the next call on the same producer.
          .containsAnyOf(
              "TransactionalIdAuthorizationException", "Transactional Id authorization failed")
          .hasLineCount(1);
    }
  }

  @Test
  @Order(8)
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

  @Test
  @Order(9)
  void alertsRunWithTheirTopicAndChangelogBesides() throws Exception {
    Topics topics = Topics.DEFAULT.withAlerts(Optional.of("alerts"));
    new TopicSetup(broker.as(SecureBroker.ADMIN), topics, 2, true).await(PATIENCE, reason -> {});
    allow(Acls.stream(SCORER, "secure-alerts"));
    StreamSettings settings =
        StreamOptions.defaults(broker.as(SCORER), Topics.DEFAULT, folder.resolve("model"))
            .applicationId("secure-alerts")
            .alerts(new AlertSettings("alerts", 0.01, 1, Duration.ofMinutes(10), 1_000, 500))
            .httpPort(0)
            .stateDir(folder.resolve("state"))
            .settings();
    expectRefused(settings).contains("WRITE on topic alerts");
    allow(Acls.alerts(SCORER, "secure-alerts"));

    try (StreamScorer scorer = StreamScorer.open(settings)) {
      scorer.start();

      assertThat(scorer.awaitRunning(PATIENCE)).isTrue();
      scorer.expectNoFailure();
    }
  }

  @Test
  @Order(10)
  void labelsAreWrittenAndReadWithTheirRightsBesides() throws Exception {
    LabelsTopic.ensure(broker.as(SecureBroker.ADMIN), LabelsTopic.DEFAULT, true);
    allow(Acls.stream(SCORER, "secure-labels"));
    StreamSettings settings =
        StreamOptions.defaults(broker.as(SCORER), Topics.DEFAULT, folder.resolve("model"))
            .applicationId("secure-labels")
            .measurePrecision(LabelsTopic.DEFAULT)
            .page(PageSettings.onLoopback(0).withLabels())
            .httpPort(0)
            .stateDir(folder.resolve("state"))
            .settings();
    expectRefused(settings).contains("READ on topic labels, WRITE on topic labels");
    allow(Acls.readLabels(SCORER));
    allow(Acls.writeLabels(SCORER));
    allow(Acls.writeLabels(READER));

    try (StreamScorer scorer = StreamScorer.open(settings)) {
      scorer.start();
      LabelsTopic.ensure(broker.as(READER), LabelsTopic.DEFAULT, true);
      try (LabelWriter writer = new LabelWriter(broker.as(READER), LabelsTopic.DEFAULT)) {
        writer.write(
            new Label(
                "images-0-7",
                Optional.empty(),
                Opinion.NORMAL,
                "anna",
                Optional.empty(),
                Optional.empty()));
      }

      await()
          .atMost(PATIENCE)
          .until(() -> metrics(scorer).contains("surprisal_labels{label=\"normal\","));
      scorer.expectNoFailure();
    }
  }

  private static String metrics(StreamScorer scorer) throws IOException {
    try (InputStream in = URI.create(scorer.address() + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static AbstractStringAssert<?> expectRefused(StreamSettings settings) {
    try (StreamScorer scorer = StreamScorer.open(settings)) {
      return assertThatThrownBy(scorer::start)
          .isInstanceOf(BadInputException.class)
          .message()
          .hasLineCount(1);
    }
  }

  private static void allow(List<AclBinding> acls) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(broker.as(SecureBroker.ADMIN).forAdmin())) {
      admin.createAcls(acls).all().get();
      // The controller has them before the broker.
      await()
          .atMost(PATIENCE)
          .until(() -> admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(acls));
    }
  }

  private static void forbid(AclBindingFilter filter)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(broker.as(SecureBroker.ADMIN).forAdmin())) {
      admin.deleteAcls(List.of(filter)).all().get();
      await().atMost(PATIENCE).until(() -> admin.describeAcls(filter).values().get().isEmpty());
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
