/** Image to scores, calibrated p-value and decision. */
package dev.surprisal.score;
