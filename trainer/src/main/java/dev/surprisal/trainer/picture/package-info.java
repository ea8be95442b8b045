/** The pictures that make a model visible: PNG and GIF, without any text in them. */
package dev.surprisal.trainer.picture;
