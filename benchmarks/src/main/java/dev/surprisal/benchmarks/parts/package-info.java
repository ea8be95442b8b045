/** JMH's view of the scorer's parts: {@code benchmarks/run --parts}. */
package dev.surprisal.benchmarks.parts;
