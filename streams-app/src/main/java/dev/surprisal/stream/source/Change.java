package dev.surprisal.stream.source;

import org.apache.kafka.common.utils.Bytes;

/**
 * An alert that opened or closed.
 *
 * @param state of the source, after it
 * @param now in milliseconds since 1970
 * @param forgotten whether it closed because the source is no longer followed
 */
record Change(Bytes source, AlertKind kind, SourceState state, long now, boolean forgotten) {
  boolean opened() {
    return state.isOpen(kind);
  }
}
