package dev.surprisal.stream.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.surprisal.bundle.BundleFolder;
import dev.surprisal.cli.CommandLines;
import dev.surprisal.stream.feed.ImageSender;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.models.ModelsCommand;
import dev.surprisal.stream.testing.InkModel;
import dev.surprisal.stream.testing.Samples;
import dev.surprisal.stream.testing.TestBroker;
import dev.surprisal.stream.testing.Verdicts;
import dev.surprisal.stream.testing.WholeTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models change while images are scored, each at the offsets that were decided. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LiveModelsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * What {@code models log} says of a decision: its kind, its digest's first digits, its barriers.
   */
  private static final Pattern DECISION =
      Pattern.compile("\\d+ \\S+ (activate|rollback) ([0-9a-f]{12}) .* from (.*)");

  private static final Pattern COMPARED =
      Pattern.compile("\"kind\":\"summary\".*\"images\":(\\d+)");

  @TempDir Path folder;

  private final KafkaConnection connection = TestBroker.connection();
  private final Topics topics = TestBroker.topics();
  private final String models = topics.images() + "-models";
  private final String shadow = topics.images() + "-shadow";
  private String coarse;
  private String fine;
  private List<String> log;
  private Verdicts verdicts;

  @BeforeEach
  void publish() throws InterruptedException {
    coarse = BundleFolder.write(InkModel.bundle().bundle(), folder.resolve("coarse"));
    fine = BundleFolder.write(InkModel.finelyCalibrated().bundle(), folder.resolve("fine"));
    new TopicSetup(connection, topics, 4, true).await(PATIENCE, reason -> {});
    models("publish", "--model", folder.resolve("coarse").toString());
    models("publish", "--model", folder.resolve("fine").toString());
    decide("activate", coarse);
    verdicts = new Verdicts(connection, topics);
  }

  @AfterEach
  void close() {
    verdicts.close();
  }

  @Test
  void everyVerdictNamesTheModelThatTheBarriersNameAndAReplayGivesTheSame() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    long begin = Instant.now().toEpochMilli();
    Thread load = new Thread(() -> sendUntil(done), "load");
    try (StreamScorer one = StreamScorer.open(settings("one").settings())) {
      one.start();
      load.start();
      awaitVerdicts(500);
      decide("activate", fine, "--lead", "0");
      try (StreamScorer two = StreamScorer.open(settings("two").settings())) {
        two.start();
        await()
            .atMost(PATIENCE)
            .until(() -> comparedModels(one), digests -> digests.equals(Set.of(fine)));
        awaitVerdicts(1_500);
        decide("rollback");
        decide("activate", fine, "--lead", "1");
        awaitVerdicts(3_000);
      }
      decide("rollback");
      done.set(true);
      load.join();
      awaitAllVerdicts();
      one.expectNoFailure();
    }

    Map<String, String> judged = verdicts.digests();
    assertThat(judged).containsValues(coarse, fine);
    judged.forEach((id, digest) -> assertThat(digest).as(id).startsWith(decided(id)));
    assertThat(new HashSet<>(decisions())).hasSize(5);

    StreamOptions replayed =
        settings("again")
            .replay("-again", new Replay.Span(Instant.ofEpochMilli(begin - 1_000), Instant.now()));
    try (StreamScorer replay = StreamScorer.open(replayed.settings())) {
      replay.start();
      replay.awaitEnd();
    }
    try (Verdicts again = new Verdicts(connection, topics.withOutputSuffix("-again"))) {
      await().atMost(PATIENCE).until(() -> again.read() >= judged.size());
      assertThat(again.digests()).isEqualTo(judged);
    }
  }

  @Test
  void scorerSaysThatItWaitsForTheFirstActivation() throws Exception {
    Topics others = TestBroker.topics();
    new TopicSetup(connection, others, 1, true).await(PATIENCE, reason -> {});
    int port = freePort();
    StreamSettings early =
        TestSettings.options(connection, others, folder.resolve("early"))
            .modelTopic(models)
            .httpPort(port)
            .settings();
    CompletableFuture<StreamScorer> opened =
        CompletableFuture.supplyAsync(() -> StreamScorer.open(early));

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> get("http://127.0.0.1:" + port + "/health/ready"),
            ready ->
                ready.statusCode() == 503
                    && ready
                        .body()
                        .contains("no model is active for the images of " + others.images()));

    models("activate", coarse, "--images-topic", others.images());
    opened.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** All images but those before it began; a candidate that cannot be used concerns no image. */
  @Test
  void candidateScoresBesideTheModelInForceAndChangesNothing() throws Exception {
    send(10);
    try (StreamScorer scorer =
        StreamScorer.open(settings("one").control(AlarmControl.rate(0.02)).settings())) {
      scorer.start();
      awaitAllVerdicts();
      decide("shadow", fine, "--share", "1");
      await().atMost(PATIENCE).until(() -> candidates(scorer).equals(Set.of(fine)));
      send(60);
      awaitAllVerdicts();
      assertThat(new Samples(body(scorer, "/metrics")).value("surprisal_shadow_images_total"))
          .isEqualTo(60);
      send(List.of(InkModel.ink(49)));
      awaitAllVerdicts();
      await().atMost(PATIENCE).until(() -> compared() == 61);
      assertThat(compare())
          .containsExactly(
              "disagrees on 1.64 % [0.29, 8.72] of 61 images: 1 anomalous by the candidate only, 0 by the model in force only",
              "its alarm rate is 4.92 % [1.69, 13.49] at 2 % set, that of the model in force 3.28 % [0.90, 11.19]",
              "promise kept: at most 2.00 % of clean images on average over calibrations; 0.00 % to 6.56 % is usual for 61",
              "images that it could not score: 0, and 0 in batches at which it failed",
              "this is not enough to promote it: expected at least 1,000 images that both models scored, so that an alarm rate of twice the one set would show, got 61",
              "the newest images on which they differ:",
              "  images-p-o  p = 0.0300 by the model in force, p = 0.0152 by the candidate");

      decide("shadow", publishTooCoarse(), "--share", "1");
      await()
          .atMost(PATIENCE)
          .until(() -> body(scorer, "/metrics").contains("surprisal_candidate_refused 1"));
      Samples refused = new Samples(body(scorer, "/metrics"));
      assertThat(refused.value("surprisal_models_refused")).isZero();
      send(10);
      awaitAllVerdicts();

      decide("shadow", "--end");
      await().atMost(PATIENCE).until(() -> candidates(scorer).isEmpty());
      assertThat(verdicts.digests().values()).hasSize(81).containsOnly(coarse);
      assertThat(status(scorer, "/health/ready")).isEqualTo(200);
    }
  }

  /** What is said of the candidate, but for which it is and where the images are. */
  private List<String> compare() {
    String out =
        models(
            "compare", "--images-topic", topics.images(), "--shadow-topic", shadow, "--limit", "3");
    return out.lines()
        .skip(1)
        .map(line -> line.replaceFirst(topics.images() + "-\\d-\\d+", "images-p-o"))
        .toList();
  }

  /** Images that the committed summaries count. */
  private long compared() throws InterruptedException {
    return WholeTopic.of(connection, shadow).stream()
        .map(record -> new String(record.value(), UTF_8))
        .map(COMPARED::matcher)
        .filter(Matcher::find)
        .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
        .sum();
  }

  private static Set<String> candidates(StreamScorer scorer) throws Exception {
    return new Samples(body(scorer, "/metrics")).by("surprisal_candidate_info", "digest").keySet();
  }

  /** What is activated does not support its rate: it waits, and goes on when told. */
  @Test
  void scorerWithoutTheModelWaitsAtTheBarrierUntilItIsWithdrawn() throws Exception {
    send(10);
    try (StreamScorer scorer =
        StreamScorer.open(settings("one").control(AlarmControl.rate(0.02)).settings())) {
      scorer.start();
      awaitAllVerdicts();
      String broken = publishTooCoarse();
      decide("activate", broken, "--lead", "0");
      send(10);

      await().atMost(PATIENCE).until(() -> status(scorer, "/health/ready") == 503);
      assertThat(body(scorer, "/health/ready")).contains("images have waited for a model for ");
      assertThat(new Samples(body(scorer, "/metrics")).value("surprisal_model_waiting")).isOne();
      assertThat(verdicts.digests()).hasSize(10);

      decide("rollback", "--withdraw");
      awaitAllVerdicts();
      await().atMost(PATIENCE).until(() -> status(scorer, "/health/ready") == 200);
      assertThat(new Samples(body(scorer, "/metrics")).value("surprisal_model_waiting")).isZero();
      assertThat(verdicts.digests().values()).hasSize(20).containsOnly(coarse);
    }
  }

  /** As when the command dies: the brokers end its transaction, or the next command does. */
  @Test
  void barrierThatIsNeverSetHoldsImagesUntilItIsEnded() throws Exception {
    send(10);
    try (StreamScorer scorer = StreamScorer.open(settings("one").settings())) {
      scorer.start();
      awaitAllVerdicts();
      KafkaProducer<byte[], byte[]> dead = producer(models + "-control");
      dead.initTransactions();
      dead.beginTransaction();
      dead.send(new ProducerRecord<>(models, "hold".getBytes(UTF_8), new byte[0])).get();
      send(10);
      await().atMost(PATIENCE).until(() -> status(scorer, "/health/ready") == 503);
      assertThat(verdicts.digests()).hasSize(10);

      try (KafkaProducer<byte[], byte[]> next = producer(models + "-control")) {
        next.initTransactions();
      }
      awaitAllVerdicts();
      dead.close(Duration.ZERO);
      assertThat(verdicts.digests().values()).hasSize(20).containsOnly(coarse);
    }
  }

  private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Map<String, Object> settings = connection.forProducer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Calibrated by 19 images: it does not support a rate below 5 %. */
  private String publishTooCoarse() {
    String digest =
        BundleFolder.write(InkModel.calibratedBy(19).bundle(), folder.resolve("too-coarse"));
    models("publish", "--model", folder.resolve("too-coarse").toString());
    return digest;
  }

  private StreamOptions settings(String instance) {
    return TestSettings.options(connection, topics, folder.resolve(instance))
        .modelTopic(models)
        .shadowTopic(shadow)
        .control(AlarmControl.rate(0.05));
  }

  private void awaitVerdicts(int number) {
    await().atMost(PATIENCE).until(() -> verdicts.read() >= number);
  }

  private void awaitAllVerdicts() throws InterruptedException {
    awaitVerdicts(WholeTopic.of(connection, topics.images()).size());
  }

  private void sendUntil(AtomicBoolean done) {
    try (ImageSender sender = new ImageSender(connection, topics.images(), Optional.empty())) {
      for (int number = 0; !done.get(); number++) {
        sender.send(InkModel.numbered(number), "application/octet-stream", metadata -> {});
        if (number % 20 == 0) {
          TimeUnit.MILLISECONDS.sleep(10);
        }
      }
      sender.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(int number) throws Exception {
    send(IntStream.range(0, number).mapToObj(InkModel::numbered).toList());
  }

  private void send(List<byte[]> images) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.forProducer(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (byte[] image : images) {
        producer.send(new ProducerRecord<>(topics.images(), image)).get();
      }
    }
  }

  /** The first digits of the digest that the log names for an image. */
  private String decided(String id) {
    String[] parts = id.substring(topics.images().length() + 1).split("-", -1);
    String digest = "";
    for (String decision : decisions()) {
      Matcher matcher = DECISION.matcher(decision);
      if (matcher.matches()
          && barriers(matcher.group(3)).getOrDefault(parts[0], 0L) <= Long.parseLong(parts[1])) {
        digest = matcher.group(2);
      }
    }
    return digest;
  }

  private static Map<String, Long> barriers(String text) {
    return text.equals("the beginning")
        ? new HashMap<>()
        : List.of(text.split(" ", -1)).stream()
            .map(one -> one.split(":", -1))
            .collect(toMap(one -> one[0], one -> Long.parseLong(one[1])));
  }

  private List<String> decisions() {
    if (log == null) {
      log = models("log").lines().filter(line -> DECISION.matcher(line).matches()).toList();
    }
    return log;
  }

  private void decide(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--images-topic", topics.images()));
    String unused = models(all.toArray(String[]::new));
  }

  private String models(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of("--bootstrap-servers", connection.bootstrapServers(), "--model-topic", models));
    int code =
        CommandLines.of(ModelsCommand.class)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    assertThat(code).as("%s", err).isZero();
    return out.toString();
  }

  private static Set<String> comparedModels(StreamScorer scorer) throws Exception {
    return new Samples(body(scorer, "/metrics")).by("surprisal_model_info", "digest").keySet();
  }

  private static int status(StreamScorer scorer, String path) throws Exception {
    return get(scorer.address() + path).statusCode();
  }

  private static String body(StreamScorer scorer, String path) throws Exception {
    return get(scorer.address() + path).body();
  }

  private static HttpResponse<String> get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString(UTF_8));
  }
}
