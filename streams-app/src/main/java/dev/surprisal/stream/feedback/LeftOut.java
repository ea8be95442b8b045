package dev.surprisal.stream.feedback;

/** Why an image that was judged is not collected. */
enum LeftOut {
  OTHER_TOPIC("of another topic than the present one of that name"),
  GONE("no longer on the images' topic"),
  LABELLED("labelled anomalous"),
  ALERT("sent while an alert of their source was open"),
  ALARM("alarms, by --without-alarms"),
  UNREADABLE("no image of the model's size");

  private final String words;

  LeftOut(String words) {
    this.words = words;
  }

  /** What such images are, for a person. */
  String words() {
    return words;
  }
}
