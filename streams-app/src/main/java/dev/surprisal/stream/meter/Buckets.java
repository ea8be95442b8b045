package dev.surprisal.stream.meter;

/**
 * Upper bounds of the histograms' buckets, ascending, without infinity; each in the meter's unit.
 */
final class Buckets {
  static final double[] NATS = {
    1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 300, 500, 1000, 2000,
    5000, 10_000
  };
  static final double[] P_VALUES = {
    .0001, .0002, .0005, .001, .002, .005, .01, .02, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1
  };
  static final double[] BATCH_IMAGES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
  static final double[] SCORING_SECONDS = {
    .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1
  };

  /** To minutes: a p99 flat at the last bucket looks healthy while a backlog is worked off. */
  static final double[] END_TO_END_SECONDS = {
    .005, .01, .025, .05, .1, .15, .2, .3, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600
  };

  private Buckets() {}
}
