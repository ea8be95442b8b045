/**
 * The command {@code demo}: it starts a broker, a scorer and a live page, and sends digits with
 * anomalies among them.
 */
package dev.surprisal.stream.demo;
