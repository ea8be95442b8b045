/** What several tests need: a model whose scores can be computed by hand, a broker. */
package dev.surprisal.stream.testing;
