/** Broker, model, scorer and a feed with anomalies mixed in, in one command. */
package dev.surprisal.stream.demo;
