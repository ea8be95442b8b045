/** Bytes to image: what arrived, decoded within stated limits, or the reason why not. */
package dev.surprisal.image;
