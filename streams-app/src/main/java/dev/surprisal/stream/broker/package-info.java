/** A real single-node Kafka (KRaft) on this machine. */
package dev.surprisal.stream.broker;
