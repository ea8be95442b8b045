/** The live page: what a scorer tells about itself and its findings to browsers. */
package dev.surprisal.stream.page;
