package dev.surprisal.stream.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a browser that joins is told by a live page, up to the first summary. */
public final class PageNews {
  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<JsonNode>> events = new HashMap<>();

  private PageNews() {}

  /** Joins once. */
  public static PageNews of(String address) throws IOException, InterruptedException {
    PageNews news = new PageNews();
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/news")).build();
    try (Stream<String> body =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofLines()).body()) {
      Iterator<String> lines = body.iterator();
      while (!news.events.containsKey("summary")) {
        String type = lines.next().substring(EVENT.length());
        JsonNode data = JSON.readTree(lines.next().substring(DATA.length()));
        news.events.computeIfAbsent(type, none -> new ArrayList<>()).add(data);
        lines.next();
      }
    }
    return news;
  }

  /** The events of a type, in their order. */
  public List<JsonNode> all(String type) {
    return events.getOrDefault(type, List.of());
  }

  /** The only event of a type. */
  public JsonNode only(String type) {
    List<JsonNode> all = all(type);
    if (all.size() != 1) {
      throw new AssertionError("expected one event " + type + ", got " + all);
    }
    return all.get(0);
  }
}
