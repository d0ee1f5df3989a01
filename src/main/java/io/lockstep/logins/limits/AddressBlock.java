package io.lockstep.logins.limits;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The addresses that one subscriber has: with IPv4 one, with IPv6 a /64 at the least, all of whose
 * addresses they may call from.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6177">RFC 6177</a>
 */
final class AddressBlock {
  private static final int PREFIX_BYTES = 8;

  private AddressBlock() {}

  /**
   * The block that an address is in, as text; an IPv4 address that is written as IPv6 is that IPv4
   * address. What is no address, as a proxy may name it, is a block of its own.
   */
  static String of(String address) {
    if (address == null || !(NetUtil.isValidIpV4Address(address) || isIpV6(address))) {
      return String.valueOf(address);
    }
    try {
      InetAddress parsed =
          InetAddress.getByName(withoutZone(address)); // a literal: nobody is asked
      return parsed instanceof Inet6Address ? prefixOf(parsed) : parsed.getHostAddress();
    } catch (UnknownHostException notALiteral) {
      return address;
    }
  }

  private static boolean isIpV6(String address) {
    return NetUtil.isValidIpV6Address(withoutZone(address));
  }

  /** The zone is the name of an interface of this machine. */
  private static String withoutZone(String address) {
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }

  private static String prefixOf(InetAddress address) {
    byte[] prefix = Arrays.copyOf(address.getAddress(), PREFIX_BYTES);
    return HexFormat.of().formatHex(prefix) + "/64";
  }
}
