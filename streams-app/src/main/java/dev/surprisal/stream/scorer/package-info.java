/** The Kafka Streams application: a poll scored as one batch, verdicts routed to their topics. */
package dev.surprisal.stream.scorer;
