/**
 * Broker, model, scorer, a feed with anomalies mixed in and a page that shows it, in one command.
 */
package dev.surprisal.stream.demo;
