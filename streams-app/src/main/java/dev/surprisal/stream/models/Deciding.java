package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Activates models and takes that back, for one topic of images. */
final class Deciding implements AutoCloseable {
  private final ModelsTopic topic;
  private final String images;
  private final ControlWriter writer;

  Deciding(KafkaConnection connection, String models, String images) {
    this.topic = new ModelsTopic(connection, models);
    this.images = images;
    try {
      topic.readToEnd();
      this.writer = new ControlWriter(connection, topic, images);
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
  }

  ModelsTopic topic() {
    return topic;
  }

  /**
   * Lets a bundle judge from the end of each partition on; the first one from the beginning.
   *
   * @param lead for which the instances can load it before
   * @param newSize whether it may be for images of another size than the active one's
   * @throws BadInputException if it is active already, or is for images of another size
   */
  Control activate(PublishedBundle bundle, Duration lead, boolean newSize)
      throws InterruptedException {
    return activate(bundle, lead, newSize, Optional.empty());
  }

  /**
   * Lets the candidate judge from the end of each partition on.
   *
   * @param lead for which the instances can make ready before
   * @param why it may
   * @throws BadInputException if another model is the candidate or in force by then
   */
  Control promote(PublishedBundle candidate, Duration lead, Control.Promotion why)
      throws InterruptedException {
    return activate(candidate, lead, false, Optional.of(why));
  }

  private Control activate(
      PublishedBundle bundle, Duration lead, boolean newSize, Optional<Control.Promotion> why)
      throws InterruptedException {
    Regime known = topic.history().regime(images);
    Optional<Control> active = known.active();
    expectUsable(bundle, active, newSize);
    if (active.isPresent() && !lead.isZero()) {
      writer.write((number, before, ends) -> prepared(number, bundle, ends));
      Thread.sleep(lead.toMillis());
    }
    return writer.write(
        (number, before, ends) -> {
          expectThere(before, bundle);
          Regime now = before.regime(images);
          if (why.isPresent()) {
            expectSame(known, now);
          }
          return new Control(
              number,
              Control.Kind.ACTIVATE,
              Instant.now(),
              bundle.digest(),
              bundle.name(),
              images,
              ends.topicId(),
              now.active().isEmpty() ? Map.of() : ends.offsets(),
              Optional.empty(),
              why);
        });
  }

  /** It was there when it was verified; it may have been pruned since. */
  private static void expectThere(History before, PublishedBundle bundle) {
    if (before.bundle(bundle.digest()).isEmpty()) {
      throw new BadInputException(
          "%s: was deleted from the topic meanwhile; publish it again"
              .formatted(Chunks.place(bundle.digest())));
    }
  }

  /** What is known of a candidate is about it beside the model that was in force. */
  private void expectSame(Regime before, Regime now) {
    if (!now.candidate().equals(before.candidate()) || !now.active().equals(before.active())) {
      throw new BadInputException(
          "--images-topic: another command changed the candidate or the active model of %s meanwhile; look at surprisal models log and try again"
              .formatted(images));
    }
  }

  private void expectUsable(PublishedBundle bundle, Optional<Control> active, boolean newSize) {
    if (active.isEmpty()) {
      return;
    }
    if (active.get().digest().equals(bundle.digest())) {
      throw new BadInputException(
          "%s: is the active model of %s already".formatted(Chunks.place(bundle.digest()), images));
    }
    Optional<PublishedBundle> now = topic.history().bundle(active.get().digest());
    if (!newSize && now.isPresent() && !now.get().shape().equals(bundle.shape())) {
      throw new BadInputException(
          "%s: expected a model for images of %s, as the active one, got one for %s: every image would be rejected; activate --new-size activates it all the same"
              .formatted(Chunks.place(bundle.digest()), now.get().shape(), bundle.shape()));
    }
  }

  /**
   * Lets the model judge again that judged before the active one.
   *
   * @param withdraw whether it judges from the active one's barriers on, as if that had never been;
   *     otherwise from the end of each partition
   * @throws BadInputException if there was none before
   */
  Control rollback(boolean withdraw) throws InterruptedException {
    return writer.write(
        (number, before, ends) -> {
          Regime regime = before.regime(images);
          Control previous =
              regime
                  .previous()
                  .orElseThrow(
                      () ->
                          new BadInputException(
                              "--images-topic: no model judged the images of %s before the active one"
                                  .formatted(images)));
          Map<Integer, Long> barriers =
              withdraw ? regime.active().orElseThrow().barriers(ends.topicId()) : ends.offsets();
          return decided(
              number, Control.Kind.ROLLBACK, previous.digest(), previous.name(), ends, barriers);
        });
  }

  /**
   * Makes a bundle the candidate, in place of the one before it, from the end of each partition on.
   *
   * @param share of the images that it is for, in (0, 1]
   * @throws BadInputException if no model is active, or it is, or is for images of another size
   */
  Control shadow(PublishedBundle bundle, double share) throws InterruptedException {
    return writer.write(
        (number, before, ends) -> {
          Optional<Control> active = before.regime(images).active();
          if (active.isEmpty()) {
            throw new BadInputException(
                "--images-topic: expected an active model of %s, which a candidate is compared with, got none; surprisal models activate says which one is"
                    .formatted(images));
          }
          expectThere(before, bundle);
          expectUsable(bundle, active, false);
          return new Control(
              number,
              Control.Kind.SHADOW,
              Instant.now(),
              bundle.digest(),
              bundle.name(),
              images,
              ends.topicId(),
              ends.offsets(),
              Optional.of(share),
              Optional.empty());
        });
  }

  /**
   * Ends that there is a candidate.
   *
   * @throws BadInputException if there is none
   */
  Control endShadow() throws InterruptedException {
    return writer.write(
        (number, before, ends) -> {
          Control candidate =
              before
                  .regime(images)
                  .candidate()
                  .orElseThrow(
                      () ->
                          new BadInputException(
                              "--end: expected a candidate for %s, got none".formatted(images)));
          return decided(
              number,
              Control.Kind.SHADOW_END,
              candidate.digest(),
              candidate.name(),
              ends,
              ends.offsets());
        });
  }

  private Control prepared(int number, PublishedBundle bundle, ImageOffsets ends) {
    return decided(number, Control.Kind.PREPARE, bundle.digest(), bundle.name(), ends, Map.of());
  }

  private Control decided(
      int number,
      Control.Kind kind,
      String digest,
      String name,
      ImageOffsets ends,
      Map<Integer, Long> barriers) {
    return new Control(number, kind, Instant.now(), digest, name, images, ends.topicId(), barriers);
  }

  @Override
  public void close() {
    writer.close();
    topic.close();
  }
}
