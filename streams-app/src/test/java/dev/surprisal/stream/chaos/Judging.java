package dev.surprisal.stream.chaos;

import dev.surprisal.bundle.LoadedBundle;
import dev.surprisal.stream.source.AlertRules;
import java.util.Optional;

/**
 * A model that judges, as the audit needs it.
 *
 * @param rules of the alerts, where they are to follow from its verdicts
 */
record Judging(LoadedBundle loaded, Optional<AlertRules> rules) {}
