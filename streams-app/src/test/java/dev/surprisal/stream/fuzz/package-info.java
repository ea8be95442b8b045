/**
 * Everything that parses what strangers write, under Jazzer. In the build each runs on its seeds;
 * {@code benchmarks/fuzz} searches for as long as it is told.
 */
package dev.surprisal.stream.fuzz;
