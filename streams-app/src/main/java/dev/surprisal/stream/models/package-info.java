/** Bundles and decisions on the topic of the models: which model judges from which offset on. */
package dev.surprisal.stream.models;
