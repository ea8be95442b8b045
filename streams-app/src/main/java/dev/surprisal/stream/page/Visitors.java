package dev.surprisal.stream.page;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Who may read the page. Without a token it is answered only under the loopback's names: a page of
 * another site whose name was made to point here (DNS rebinding) could otherwise read the images.
 * With a token the name does not matter, for a page of another name does not get its cookie.
 */
final class Visitors {
  private static final Set<String> LOOPBACK_NAMES =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1");
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final String BEARER = "Bearer ";

  private final Optional<Token> token;

  Visitors(Optional<Token> token) {
    this.token = token;
  }

  /** Whether only users of this machine reach a host. */
  static boolean isLoopback(String host) {
    return LOOPBACK_NAMES.contains(host) || LOOPBACK.matcher(host).matches();
  }

  /** Whether the page is answered under a name. */
  boolean knows(String hostName) {
    return token.isPresent() || isLoopback(hostName);
  }

  /** Whether a request comes from a page of another site. */
  static boolean isFromElsewhere(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    String host = request.getHeaders().get(HttpHeader.HOST);
    // Whatever ends TLS before this server, the part after the scheme is the same.
    return origin != null && !origin.replaceFirst("^https?://", "").equals(host);
  }

  /** Whether a request shows that its sender may read the news. */
  boolean mayRead(Request request) {
    return token.isEmpty() || shown(request).anyMatch(token.get()::is);
  }

  private static Stream<String> shown(Request request) {
    Stream<String> cookies =
        Request.getCookies(request).stream()
            .filter(cookie -> cookie.getName().equals(cookieName(request)))
            .map(HttpCookie::getValue);
    Stream<String> bearer =
        Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION)).stream()
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip());
    return Stream.concat(cookies, bearer);
  }

  /**
   * Whether the token in a page's address, if it has one, is right; the browser then keeps it as a
   * cookie, which only requests of this page's own carry.
   */
  boolean admit(Request request, Response response) {
    String shown = Request.extractQueryParameters(request).getValue("token");
    if (token.isEmpty() || shown == null) {
      return true;
    }
    if (!token.get().is(shown)) {
      return false;
    }
    Response.addCookie(
        response,
        HttpCookie.build(cookieName(request), shown)
            .path("/")
            .httpOnly(true)
            .sameSite(HttpCookie.SameSite.STRICT)
            .build());
    return true;
  }

  /** Cookies are shared by all ports of a host. */
  private static String cookieName(Request request) {
    return "surprisal-" + Request.getServerPort(request);
  }
}
