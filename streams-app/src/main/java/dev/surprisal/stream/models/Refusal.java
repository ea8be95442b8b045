package dev.surprisal.stream.models;

import java.time.Instant;

/**
 * A model that this instance cannot use.
 *
 * @param at since when
 * @param reason in words
 */
public record Refusal(String digest, Instant at, String reason) {}
