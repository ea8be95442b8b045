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
 * @param swaps how often the model changes meanwhile; 0 for a model in a folder
 * @param models the bundles that score, of which a campaign without swaps takes the first; if there
 *     are none, two whose scores can be computed by hand
 * @param mutant the planted mistake that is run instead of the scorer, if any
 * @param seed of the victims and the times
 */
record Plan(
    int images,
    List<Event> events,
    Guarantee guarantee,
    GroupProtocol protocol,
    int swaps,
    List<Path> models,
    Optional<Mutant> mutant,
    long seed) {
  Plan {
    if (images < 1) {
      throw new IllegalArgumentException("images: expected at least 1, got " + images);
    }
    if (swaps > 0 && models.size() == 1) {
      throw new IllegalArgumentException("models: expected two to swap, got one");
    }
    if (mutant.isPresent() && mutant.get().swaps() != swaps > 0) {
      throw new IllegalArgumentException(
          "mutant: expected %s swaps with %s".formatted(swaps > 0 ? "no" : "some", mutant.get()));
    }
    events = List.copyOf(events);
    models = List.copyOf(models);
  }

  /** Whether the guarantee was kept. */
  boolean kept(Outcomes outcomes) {
    return outcomes.images() == images
        && outcomes.missing() == 0
        && outcomes.wrong() == 0
        && outcomes.wrongSide() == 0
        && outcomes.swaps() == swaps
        && (guarantee == Guarantee.AT_LEAST_ONCE || outcomes.doubled() == 0)
        && outcomes.alerts().isClean();
  }
}
