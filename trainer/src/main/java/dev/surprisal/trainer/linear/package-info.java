/** Linear algebra: principal components, and the factorisation of small matrices. */
package dev.surprisal.trainer.linear;
