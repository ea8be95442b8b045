/**
 * Fitting a network to images, epoch by epoch. The short way, for a network that is fitted once and
 * used:
 *
 * <pre>{@code
 * NetworkSpec spec = NetworkSpec.mlp(images.shape(), 20, Activation.RELU, List.of(500, 200));
 * FitSettings settings = FitSettings.defaults()
 *     .withEpochs(25).withLearningRate(LearningRate.cosine(1e-3, 2e-5));
 * Vae vae = Fitting.fit(spec, images, InputTransform.UNIT, settings);
 * }</pre>
 *
 * <p>{@link dev.surprisal.trainer.fit.InputTransform} is where an image becomes a network's input:
 * plainly, or augmented, binarised, made strange. It draws from the generator it is handed, which
 * is seeded from the run's seed and the step, so that a resumed run sees the same inputs.
 *
 * <p>{@link dev.surprisal.trainer.fit.DiscriminatorFitting} fits a logistic head in the same way,
 * from a transform that also says whether it made the image strange.
 *
 * <p>A run that is watched, stopped or resumed uses a {@link dev.surprisal.trainer.fit.Fitting}
 * object and calls {@code epoch} until it has had enough.
 */
package dev.surprisal.trainer.fit;
