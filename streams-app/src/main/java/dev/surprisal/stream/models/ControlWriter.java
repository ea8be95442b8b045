package dev.surprisal.stream.models;

import dev.surprisal.BadInputException;
import dev.surprisal.stream.kafka.KafkaConnection;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;

/**
 * Writes decisions, one at a time whoever decides, so that no instance judges beyond a barrier that
 * it does not know: see docs/adr/0030.
 */
final class ControlWriter implements AutoCloseable {
  /** What is to be decided, given all that was decided before. */
  interface Decision {
    /**
     * The next decision.
     *
     * @param ends of the images' partitions: no instance has judged a record at or after them
     * @throws BadInputException if it must not be made
     */
    Control make(int number, History before, ImageOffsets ends);
  }

  private final String images;
  private final Admin admin;
  private final HeldTopic held;

  /**
   * @param topic stays the caller's
   * @param images the topic whose images are judged
   */
  ControlWriter(KafkaConnection connection, ModelsTopic topic, String images) {
    this.images = images;
    this.held = new HeldTopic(connection, topic);
    this.admin = connection.admin(HeldTopic.PATIENCE);
  }

  /**
   * Makes a decision and writes it; returns when every reader can see it.
   *
   * @throws BadInputException if it must not be made, or another command came between
   */
  Control write(Decision decision) throws InterruptedException {
    Control control =
        held.change(
            before -> {
              ImageOffsets ends = ImageOffsets.of(admin, images, OffsetSpec.latest());
              Control made = decision.make(before.lastNumber() + 1, before, ends);
              before.regime(images).expectNotBefore(made);
              held.send(RecordKey.control(made.number()), made.json());
              return made;
            });
    held.awaitVisible(
        history -> history.lastNumber() >= control.number(), "control record " + control.number());
    return control;
  }

  @Override
  public void close() {
    held.close();
    admin.close();
  }
}
