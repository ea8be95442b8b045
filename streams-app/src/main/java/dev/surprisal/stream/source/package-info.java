/** Follows each source of images, and opens and closes its alerts. */
package dev.surprisal.stream.source;
