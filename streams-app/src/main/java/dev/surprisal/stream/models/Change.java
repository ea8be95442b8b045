package dev.surprisal.stream.models;

import java.time.Instant;
import java.util.Optional;

/**
 * A decision about the models of a topic of images, as a person reads it.
 *
 * @param number from 1 on
 * @param kind {@code activate}, {@code rollback}, {@code shadow} or {@code shadow-end}
 * @param model the one that judges from then on, or is the candidate, or was it
 * @param before the one that judged, or was the candidate, if there was another
 * @param share of the images that a candidate is for, in (0, 1]
 */
public record Change(
    int number,
    Instant at,
    String kind,
    Named model,
    Optional<Named> before,
    Optional<Double> share) {
  /** A model as people call it. */
  public record Named(String digest, String name) {
    static Named of(Control control) {
      return new Named(control.digest(), control.name());
    }
  }

  static Change of(Control control, Optional<Control> before) {
    Named model = Named.of(control);
    return new Change(
        control.number(),
        control.at(),
        control.kind().wireName(),
        model,
        before.map(Named::of).filter(other -> !other.equals(model)),
        control.share());
  }
}
