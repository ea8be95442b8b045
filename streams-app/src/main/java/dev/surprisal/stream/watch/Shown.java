package dev.surprisal.stream.watch;

import java.io.PrintWriter;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Shows records to a person or a program. */
final class Shown {
  private final PrintWriter out;
  private final PrintWriter errors;
  private final boolean json;
  private final Optional<HalfBlocks> pictures;
  private final WatchFilter filter;
  private final Optional<SavedAnomalies> saved;
  private final Optional<Labelling> labelling;

  /**
   * @param errors where a program is told of records that have no JSON to print
   * @param json whether each record's JSON is printed instead of its summary
   * @param pictures whether pictures are drawn
   * @param saved where verdicts are kept, if they are
   * @param labelling asks what a person thinks of each, if it is to be asked
   */
  Shown(
      PrintWriter out,
      PrintWriter errors,
      boolean json,
      boolean pictures,
      WatchFilter filter,
      Optional<SavedAnomalies> saved,
      Optional<Labelling> labelling) {
    this.out = out;
    this.errors = errors;
    this.json = json;
    this.pictures = pictures ? Optional.of(new HalfBlocks()) : Optional.empty();
    this.filter = filter;
    this.saved = saved;
    this.labelling = labelling;
  }

  /** Says whether it was shown. */
  boolean show(ConsumerRecord<byte[], byte[]> record) {
    Optional<OutputMessage> message = OutputMessage.parse(record.value());
    if (message.isEmpty()) {
      return filter.isOpen() && showStranger(record);
    }
    if (!filter.passes(message.get())) {
      return false;
    }
    out.println(json ? message.get().json() : message.get().line());
    message.get().verdict().ifPresent(this::showVerdict);
    out.flush();
    return true;
  }

  private void showVerdict(VerdictMessage verdict) {
    pictures.ifPresent(blocks -> blocks.draw(verdict.pictures().values()).forEach(out::println));
    saved.ifPresent(folder -> folder.keep(verdict));
    out.flush();
    labelling.filter(asker -> verdict.anomalous()).ifPresent(asker -> asker.ask(verdict));
  }

  private boolean showStranger(ConsumerRecord<byte[], byte[]> record) {
    PrintWriter where = json ? errors : out;
    where.println(
        "%s-%d-%d: expected a verdict, got something else"
            .formatted(record.topic(), record.partition(), record.offset()));
    where.flush();
    return true;
  }
}
