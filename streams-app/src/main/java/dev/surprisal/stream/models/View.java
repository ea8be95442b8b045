package dev.surprisal.stream.models;

import java.util.Optional;

/**
 * Which model judges which record, as far as was decided when it was made.
 *
 * @param <M> what judges by a model
 */
public final class View<M> {
  private final Regime regime;
  private final LoadedModels<M> models;

  View(Regime regime, LoadedModels<M> models) {
    this.regime = regime;
    this.models = models;
  }

  /**
   * The model that judges a record; nothing if it is not in memory yet, and then it will be loaded.
   *
   * @param topicId of the topic that the record is on, if it is known
   */
  public Optional<M> at(int partition, long offset, Optional<String> topicId) {
    Optional<Control> judge = regime.at(partition, offset, topicId);
    if (judge.isEmpty()) {
      return Optional.empty();
    }
    String digest = judge.get().digest();
    Optional<M> model = models.get(digest);
    if (model.isEmpty() || judge.get().number() != regime.active().orElseThrow().number()) {
      models.need(digest);
    }
    return model;
  }

  Regime regime() {
    return regime;
  }
}
