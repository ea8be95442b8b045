/**
 * The offline half of Surprisal: fits a variational autoencoder to clean images, calibrates and
 * evaluates it, and writes the model bundle. Packages depend on those below them only:
 *
 * <pre>
 * command                       command lines: train, evaluate, calibrate, score, picture, sign
 *    run                        one training run, from images to bundle
 *       report  recipe          the HTML page and tables; presets with the user's changes
 *          surprise  suite      the extra networks of the score surprise; the report card
 *             fit  distort      the training loop; images distorted on purpose
 *                network  evaluate  picture  data
 *                   linear      principal components
 * </pre>
 */
package dev.surprisal.trainer;
