/** Reads what the scorer says. */
package dev.surprisal.stream.watch;
