/** What every command shares: exit codes, one-line errors, where settings come from. */
package dev.surprisal.cli;
