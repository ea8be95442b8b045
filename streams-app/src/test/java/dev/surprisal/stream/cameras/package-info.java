/**
 * The drill of {@code benchmarks/cameras}: cameras break, and what arrives on the alerts' topic.
 */
package dev.surprisal.stream.cameras;
