/** The model bundle: a folder that trainer writes and stream reads. Loading it runs no code. */
package dev.surprisal.bundle;
