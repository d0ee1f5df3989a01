package io.lockstep.logins.origins;

import io.netty.util.NetUtil;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of this machine for itself: {@code localhost}, the addresses of loopback, and the one
 * on which the service is configured to listen; and the names that it may be asked by, which are
 * those and all without a dot. No name is looked up: what it resolves to is for its owner to say,
 * and to change.
 */
final class LocalName {
  /** Whoever rebinds a name owns it in the public DNS, where names have dots. */
  private static final Pattern SINGLE_WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private static final Pattern ORIGIN = Pattern.compile("https?://([^/?#@]+)");

  private LocalName() {}

  /** Whether a host, without a port, is this machine. */
  static boolean is(String name, String configured) {
    boolean isBracketed = name.startsWith("[") && name.endsWith("]");
    String bare = isBracketed ? name.substring(1, name.length() - 1) : name;
    return bare.equalsIgnoreCase("localhost")
        || bare.equalsIgnoreCase(configured)
        || isLoopback(bare);
  }

  /** Whether the host of {@code host[:port]} is this machine. */
  static boolean isIn(String authority, String configured) {
    HostAndPort parsed = HostAndPort.parseAuthority(authority, -1);
    return parsed != null && is(parsed.host(), configured);
  }

  /** Whether nobody else can have made a browser ask this machine by the name of a host. */
  static boolean isAsked(String name, String configured) {
    return is(name, configured) || SINGLE_WORD.matcher(name).matches();
  }

  /** The same of {@code host[:port]}. */
  static boolean isAskedIn(String authority, String configured) {
    HostAndPort parsed = HostAndPort.parseAuthority(authority, -1);
    return parsed != null && isAsked(parsed.host(), configured);
  }

  /** Whether a page of this origin came from this machine. */
  static boolean isOf(String origin, String configured) {
    Matcher parsed = ORIGIN.matcher(origin);
    return parsed.matches() && isIn(parsed.group(1), configured);
  }

  private static boolean isLoopback(String name) {
    if (!NetUtil.isValidIpV4Address(name) && !NetUtil.isValidIpV6Address(name)) {
      return false;
    }
    try {
      return InetAddress.getByName(name).isLoopbackAddress(); // a literal: nobody is asked
    } catch (UnknownHostException notALiteral) {
      return false;
    }
  }
}
