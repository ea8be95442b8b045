/** The images to train and test on, their labels, and how they are split. */
package dev.surprisal.trainer.data;
