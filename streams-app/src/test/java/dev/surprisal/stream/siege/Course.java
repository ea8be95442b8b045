package dev.surprisal.stream.siege;

import dev.surprisal.score.OnlineFdr;
import dev.surprisal.stream.kafka.KafkaConnection;
import dev.surprisal.stream.kafka.TopicSetup;
import dev.surprisal.stream.kafka.Topics;
import dev.surprisal.stream.scorer.AlarmControl;
import dev.surprisal.stream.siege.ScorerLog.Gap;
import dev.surprisal.stream.testing.ChildBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;

/** Attacks one scorer while images flow, waits for the rest, and counts. */
final class Course implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final int MOST_PAUSE_MILLIS = 1_000;
  private static final int MOVES_MILLIS = 500;
  static final int PARTITIONS = 4;

  /** A broker may be away for long on a busy machine; records must not get lost on their way. */
  private static final Map<String, String> SENDERS =
      Map.of(
          "producer.max.block.ms", "600000",
          "producer.delivery.timeout.ms", "600000",
          "metadata.max.age.ms", "2000");

  /** Records on rejected may have 16 MiB each. */
  private static final Map<String, String> READERS = Map.of("consumer.max.poll.records", "16");

  private final Plan plan;
  private final Consumer<String> log;
  private final Random random;
  private final long start = System.nanoTime();
  private final Ledger ledger = new Ledger(() -> (System.nanoTime() - start) / 1_000_000);
  private final Decisions decisions = new Decisions();
  private final ChildBroker broker;
  private final Victim victim;
  private final SlowClients clients;
  private final Map<Attack, Integer> attacks = new EnumMap<>(Attack.class);
  private final List<OutcomeReader> readers = new ArrayList<>();

  /**
   * @param top of the repository, where a mutant's source is
   * @param folder for data and logs
   */
  Course(Plan plan, Path top, Path folder, Consumer<String> log) {
    this.plan = plan;
    this.log = log;
    this.random = new Random(plan.seed());
    this.broker = ChildBroker.sweeping(folder);
    this.victim = new Victim(plan.mutant(), plan.control(), top, folder);
    this.clients = new SlowClients(victim.endpoint());
  }

  Report run() throws InterruptedException {
    broker.start();
    createTopics();
    victim.start(broker.connection());
    Optional<String> trouble = Optional.empty();
    long counted = 0;
    try (Probe live = Probe.start(victim.endpoint(), "/health/live");
        Probe ready = Probe.start(victim.endpoint(), "/health/ready")) {
      Expiry expiry = new Expiry(victim, ledger, List.of(live, ready));
      KafkaAttacks kafka = new KafkaAttacks(broker, ready, expiry, plan.outage());
      try {
        ready.expect(200, PATIENCE);
        live.forget();
        ready.forget();
        attackWhileImagesFlow(kafka);
        counted = victim.missed();
        victim.stop();
      } catch (AssertionError e) {
        trouble = Optional.of(victim.end().orElse(String.valueOf(e.getMessage())));
      }
      List<Gap> gaps = victim.log().gaps();
      return new Report(
          ledger.findings(),
          decisions.audit(control(), Victim.RATE, kafka.deletions()),
          new Report.Losses(counted, gaps, expiry.unfounded(gaps)),
          attacks,
          new Report.Health(live.longestSilence(), ready.longestSilence(), live.failure()),
          kafka.outages(),
          clients.longestStay(),
          victim.log().heap(),
          victim.log().count("OutOfMemoryError"),
          victim.log().count("a stream thread died"),
          trouble);
    }
  }

  private Optional<OnlineFdr> control() {
    return plan.control() == AlarmControl.Kind.FDR
        ? Optional.of(new OnlineFdr(Victim.FDR))
        : Optional.empty();
  }

  private void attackWhileImagesFlow(KafkaAttacks kafka) throws InterruptedException {
    KafkaConnection reading = broker.connection(READERS);
    for (String topic : Topics.DEFAULT.outputs()) {
      readers.add(OutcomeReader.start(reading, topic, ledger, decisions));
    }
    KafkaConnection sending = broker.connection(SENDERS);
    HostileSender sender = new HostileSender(sending, ledger, random);
    try (Load load = Load.start(sending, plan.rate(), ledger)) {
      if (!victim.becomesTrue(PATIENCE, () -> ledger.judgedPartitions() >= kafka.partitions())) {
        throw new AssertionError("not every partition has a verdict after " + PATIENCE);
      }
      long end = ledger.now() + plan.time().toMillis();
      for (boolean first = true; first || ledger.now() < end; first = false) {
        List<Attack> round = new ArrayList<>(plan.attacks());
        Collections.shuffle(round, random);
        for (Attack attack : round) {
          if (first || ledger.now() < end) {
            // Waits for nothing: attacks come at any moment.
            Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
            happen(attack, first || random.nextBoolean(), kafka, sender);
            victim.expectAlive();
            load.expectNoFailure();
            readers.forEach(OutcomeReader::expectNoFailure);
          }
        }
      }
      clients.awaitEnd();
      load.end();
    }
    log.accept("all attacks are over and all images sent");
    awaitOutcomes();
  }

  /**
   * @param alone whether records wait until nothing is in their way, and the next attack for their
   *     outcomes
   */
  private void happen(Attack attack, boolean alone, KafkaAttacks kafka, HostileSender sender)
      throws InterruptedException {
    log.accept(attack.words());
    attacks.merge(attack, 1, Integer::sum);
    switch (attack.target()) {
      case RECORDS -> {
        Volley volley = Volley.of(attack, random, plan.flood());
        if (alone && victim.becomesTrue(QUIET, () -> quiet(kafka))) {
          sendAlone(attack, volley, sender);
        } else {
          sender.send(attack, volley.records(), false);
        }
      }
      case HTTP -> clients.attack(attack);
      case KAFKA -> {
        // Of a partition that the scorer has not heard of, it cannot know what it missed.
        if (attack == Attack.IMAGES_EXPIRED && !victim.becomesTrue(PATIENCE, () -> quiet(kafka))) {
          throw new AssertionError("not every partition has a verdict after " + PATIENCE);
        }
        kafka.attack(attack);
      }
    }
  }

  /** Where time is taken, one by one. */
  private void sendAlone(Attack attack, Volley volley, HostileSender sender)
      throws InterruptedException {
    List<List<ProducerRecord<byte[], byte[]>>> parts =
        volley.timed()
            ? volley.records().stream().map(List::of).toList()
            : List.of(volley.records());
    for (List<ProducerRecord<byte[], byte[]>> part : parts) {
      sender.send(attack, part, volley.timed());
      if (!victim.becomesTrue(QUIET, () -> ledger.openHostile() == 0)) {
        throw new AssertionError("%s: no outcome within a minute".formatted(attack.words()));
      }
    }
  }

  /**
   * A scorer that is ready and at work, no backlog, and no partition that it has not heard of. When
   * a broker comes back, all this may take its time.
   */
  private boolean quiet(KafkaAttacks kafka) {
    return kafka.ready()
        && ledger.moves(MOVES_MILLIS)
        && ledger.openHostile() == 0
        && ledger.open() < plan.rate()
        && ledger.judgedPartitions() >= kafka.partitions();
  }

  /** Until every record has its outcome, or none got one for two minutes. */
  private void awaitOutcomes() {
    long before;
    do {
      before = ledger.closed();
    } while (!victim.becomesTrue(PATIENCE, () -> ledger.open() == 0) && ledger.closed() > before);
  }

  /** With a topic of images that takes any timestamp. */
  private void createTopics() throws InterruptedException {
    new TopicSetup(broker.connection(), Topics.DEFAULT, PARTITIONS, true)
        .await(PATIENCE, reason -> {});
    ConfigEntry future =
        new ConfigEntry("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE));
    try (Admin admin = Admin.create(broker.connection().forAdmin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEFAULT.images()),
                  List.of(new AlterConfigOp(future, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    victim.close();
    readers.forEach(OutcomeReader::close);
    clients.close();
    broker.close();
  }
}
