package dev.surprisal.stream.models;

import java.util.List;
import java.util.Optional;

/**
 * What was decided about the models, and what of it this instance cannot follow.
 *
 * @param changes the last ones, the oldest first
 * @param candidate how the candidate came to be, if there is one
 * @param refused the models that ought to be in memory and cannot be used
 */
public record Standing(List<Change> changes, Optional<Change> candidate, List<Refusal> refused) {
  public Standing {
    changes = List.copyOf(changes);
    refused = List.copyOf(refused);
  }
}
