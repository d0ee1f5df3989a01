package io.lockstep.payments.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a provider is and how it knows us.
 *
 * @param prefix of the settings
 */
public record ProviderSettings(String prefix, Optional<String> url, Optional<String> key) {
  /** What is missing or wrong, in words that name the setting and not its value. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (url.isEmpty()) {
      missing.add(prefix + ".url is missing");
    } else if (!isAddress(url.get())) {
      missing.add(prefix + ".url is no http or https URL");
    }
    if (key.isEmpty()) {
      missing.add(prefix + ".key is missing");
    } else if (!key.get().chars().allMatch(each -> each > ' ' && each < 0x7f)) {
      missing.add(prefix + ".key has characters that no key has");
    }
    return List.copyOf(missing);
  }

  private static boolean isAddress(String text) {
    try {
      URI url = new URI(text);
      return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null;
    } catch (URISyntaxException notOne) {
      return false;
    }
  }

  /** The address of a path below the provider's. */
  public String at(String path) {
    return url.orElseThrow().replaceAll("/+$", "") + path;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ProviderSettings[" + prefix + "]";
  }
}
