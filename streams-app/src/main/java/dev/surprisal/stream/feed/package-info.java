/** Images onto a topic, at a pace. */
package dev.surprisal.stream.feed;
