package dev.surprisal.stream.chaos;

import dev.surprisal.stream.scorer.GroupProtocol;
import dev.surprisal.stream.scorer.Guarantee;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a campaign does.
 *
 * @param images how many are sent, by cameras of which some are broken now and then
 * @param events what is killed, stopped or restarted, one after the other
 * @param model the bundle that scores; else one whose scores can be computed by hand
 * @param mutant whether the planted mistake is run instead of the scorer
 * @param seed of the victims and the times
 */
record Plan(
    int images,
    List<Event> events,
    Guarantee guarantee,
    GroupProtocol protocol,
    Optional<Path> model,
    boolean mutant,
    long seed) {
  Plan {
    if (images < 1) {
      throw new IllegalArgumentException("images: expected at least 1, got " + images);
    }
    events = List.copyOf(events);
  }

  /** Whether the guarantee was kept. */
  boolean kept(Outcomes outcomes) {
    return outcomes.images() == images
        && outcomes.missing() == 0
        && outcomes.wrong() == 0
        && (guarantee == Guarantee.AT_LEAST_ONCE || outcomes.doubled() == 0)
        && outcomes.alerts().isClean();
  }
}
