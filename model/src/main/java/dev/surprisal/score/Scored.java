package dev.surprisal.score;

import dev.surprisal.image.GrayImage;
import java.util.Optional;

/**
 * An image and what is said of it.
 *
 * @param image as decoded
 * @param verdict the decision with its scores
 * @param reconstruction of an anomalous image: what the model would have expected instead
 */
public record Scored(GrayImage image, Verdict verdict, Optional<GrayImage> reconstruction) {}
