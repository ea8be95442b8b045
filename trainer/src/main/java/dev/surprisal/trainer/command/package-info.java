/** The command lines: options in, exit status and one-line errors out. */
package dev.surprisal.trainer.command;
