/** The HTTP server, and what it answers about metrics and health. */
package dev.surprisal.stream.http;
