/** Instances and the broker are killed while images flow; afterwards every verdict is counted. */
package dev.surprisal.stream.chaos;
