/** How every program here writes files: whole or not at all, and never over what is no file. */
package dev.surprisal.file;
