/**
 * What people say of verdicts: the records of the topic {@code labels}, and what they add up to.
 */
package dev.surprisal.stream.label;
