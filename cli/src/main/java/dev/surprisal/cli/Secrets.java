package dev.surprisal.cli;

import java.util.regex.Pattern;

/** Keeps passwords out of what is printed. */
public final class Secrets {
  /** What stands for a secret. */
  public static final String HIDDEN = "(hidden)";

  /** The password in {@code scheme://user:password@host}, or all that stands before the @. */
  private static final Pattern IN_URL = Pattern.compile("(://)(?:([^/\\s:@]*):)?[^/\\s]*@");

  private Secrets() {}

  /** A text with the passwords of its URLs hidden; the users' names stay. */
  public static String hideInUrls(String text) {
    return IN_URL
        .matcher(text)
        .replaceAll(url -> url.group(2) == null ? "$1" + HIDDEN + "@" : "$1$2:" + HIDDEN + "@");
  }
}
