/** The command {@code watch}, and how other readers of the output topics parse their records. */
package dev.surprisal.stream.watch;
