/** The Kafka Streams scorer, its broker and its demo. */
package dev.surprisal.stream;
