/** What is trained and how: the presets, and a preset with the user's changes. */
package dev.surprisal.trainer.recipe;
