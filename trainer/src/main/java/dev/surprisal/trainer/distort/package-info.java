/** Distortions of clean images: geometry, noise, and compositions that no clean image shows. */
package dev.surprisal.trainer.distort;
