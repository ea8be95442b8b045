/** What the scorer's stream is measured against: Kafka Streams applications of a few lines. */
package dev.surprisal.benchmarks.stream;
