package dev.surprisal.stream.models;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The candidate in memory. Nothing waits for it, and that it is refused concerns no image: it is
 * loaded apart from the models that judge. {@link #see} is one thread's, the rest is for any.
 */
final class LoadedCandidate<M> implements AutoCloseable {
  private final LoadedModels<M> judging;
  private final LoadedModels<M> own;

  /**
   * @param judging the models that judge, which stay the caller's: the candidate may be among them
   * @param own for the candidate alone, closed with this
   */
  LoadedCandidate(LoadedModels<M> judging, LoadedModels<M> own) {
    this.judging = judging;
    this.own = own;
  }

  /** Begins to load it if it is missing, and lets it go when it is the candidate no longer. */
  void see(Regime regime, Function<String, LoadedModels.Fetch> fetch) {
    Set<String> judgingAnyway = regime.wanted();
    own.see(
        regime.candidate().stream()
            .map(Control::digest)
            .filter(digest -> !judgingAnyway.contains(digest))
            .collect(Collectors.toSet()),
        fetch);
  }

  /** The candidate that was decided, if it is in memory. */
  Optional<Candidate<M>> in(Regime regime) {
    return regime
        .candidate()
        .flatMap(
            control ->
                judging
                    .get(control.digest())
                    .or(() -> own.get(control.digest()))
                    .map(model -> candidate(control, model)));
  }

  private static <M> Candidate<M> candidate(Control control, M model) {
    return new Candidate<>(
        model, control.images(), control.share().orElseThrow(), control::barrier);
  }

  /** How many are in memory for this alone. */
  int size() {
    return own.size();
  }

  /** Why it cannot be used, if it cannot. */
  List<Refusal> refusals() {
    return own.refusals();
  }

  /** Whether it cannot be used. */
  boolean isRefused() {
    return own.refused() > 0;
  }

  @Override
  public void close() {
    own.close();
  }
}
