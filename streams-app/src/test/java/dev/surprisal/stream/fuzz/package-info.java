/**
 * Much of what parses what strangers write, under Jazzer; what only a package can reach is fuzzed
 * beside it. In the build each target runs on its seeds; {@code benchmarks/fuzz} searches for as
 * long as it is told.
 */
package dev.surprisal.stream.fuzz;
