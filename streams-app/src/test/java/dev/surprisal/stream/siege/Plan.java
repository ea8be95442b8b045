package dev.surprisal.stream.siege;

import dev.surprisal.stream.scorer.AlarmControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a siege does.
 *
 * @param time how long attacks begin; each kind comes once at least
 * @param attacks which kinds
 * @param rate good images a second
 * @param outage how long the broker is stopped
 * @param flood how many records {@link Attack#FLOOD} has
 * @param control what the scorer promises of its alarms
 * @param mutant the planted mistake that is run instead of the scorer, if any
 * @param seed of the order, the contents and the pauses
 */
record Plan(
    Duration time,
    List<Attack> attacks,
    int rate,
    Duration outage,
    int flood,
    AlarmControl.Kind control,
    Optional<Mutant> mutant,
    long seed) {
  Plan {
    attacks = List.copyOf(attacks);
    if (attacks.isEmpty() || rate < 1 || flood < 1) {
      throw new IllegalArgumentException("attacks, rate and flood: expected at least 1");
    }
  }
}
