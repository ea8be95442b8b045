/** What every command that talks to Kafka shares: the connection, the topics, the headers. */
package dev.surprisal.stream.kafka;
