/** The commands that write labels, and that use them. */
package dev.surprisal.stream.feedback;
