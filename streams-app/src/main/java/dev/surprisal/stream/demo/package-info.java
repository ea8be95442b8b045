/**
 * The command {@code demo}: it starts a broker and a scorer with its live page, and sends digits
 * with anomalies among them.
 */
package dev.surprisal.stream.demo;
