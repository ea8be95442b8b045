/** Notices images that vanished before they were judged, and which topic an image was on. */
package dev.surprisal.stream.loss;
