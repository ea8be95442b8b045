/**
 * What the consumer takes in, bounded by the heap: no more decompressed bytes a poll than there is
 * room for, and of a record that is larger than the largest image only its beginning.
 */
package dev.surprisal.stream.intake;
