/**
 * Hostile records, clients and neighbours attack a scorer while images flow; afterwards every
 * outcome is counted.
 */
package dev.surprisal.stream.siege;
