/** The HTTP side: metrics and health. */
package dev.surprisal.stream.http;
