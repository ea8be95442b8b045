/** What trainer and stream share: bytes to image to score to decision, and the bundle on disk. */
package dev.surprisal;
