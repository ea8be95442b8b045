/** What every measurement shares: models, images, clocks. */
package dev.surprisal.benchmarks;
