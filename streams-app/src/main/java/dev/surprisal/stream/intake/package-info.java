/**
 * What consumers take in, bounded by the heap: no more decompressed bytes a poll than there is room
 * for, and of a record that is larger than any that is meant for them only its beginning.
 */
package dev.surprisal.stream.intake;
