package io.lockstep.console.frame;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Locale;

/** How pages show values: {@code show:time(order.createdAt)}. */
@TemplateExtension(namespace = "show")
final class Shown {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHORT_ID = 8;

  private Shown() {}

  /** A time as it is from now, with the exact one for those who point at it. */
  static RawString time(Object at) {
    if (at == null) {
      return new RawString("<span class=\"none\">never</span>");
    }
    Instant time = Instant.parse(at.toString());
    return new RawString(
        "<time datetime=\"%s\" title=\"%s\">%s</time>".formatted(time, time, relative(time)));
  }

  /** A time as it is, where no element can stand. */
  static String plain(Object at) {
    return at.toString();
  }

  private static String relative(Instant time) {
    Duration ago = Duration.between(time, Instant.now());
    String size = size(ago.abs());
    if (size.equals("0 s")) {
      return "now";
    }
    return ago.isNegative() ? "in " + size : size + " ago";
  }

  private static String size(Duration time) {
    if (time.toDays() > 1) {
      return time.toDays() + " days";
    }
    if (time.toHours() > 1) {
      return time.toHours() + " h";
    }
    return time.toMinutes() > 1 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  /** A number of seconds in the largest unit that fits. */
  static String seconds(Object seconds) {
    return size(Duration.ofSeconds(((Number) seconds).longValue()));
  }

  /** An amount in minor units, and its currency. */
  static String money(Object amount, Object currency) {
    if (amount == null || currency == null) {
      return "";
    }
    int digits = digitsOf(currency.toString());
    return BigDecimal.valueOf(((Number) amount).longValue(), digits).toPlainString()
        + " "
        + currency;
  }

  private static int digitsOf(String currency) {
    try {
      return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException unknown) {
      return 0;
    }
  }

  /** The end of an id, in which ids of the same time differ. */
  static String id(Object id) {
    String text = id.toString();
    return text.length() == 36 ? "…" + text.substring(text.length() - SHORT_ID) : text;
  }

  /** JSON to be read by people. */
  static String json(Object value) {
    if (!(value instanceof JsonNode node)) {
      return value == null ? "" : value.toString();
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalStateException(notWritable);
    }
  }

  /** A word of the interface as people write it: {@code REFUND_PENDING} is "refund pending". */
  static String words(Object word) {
    return word == null
        ? ""
        : word.toString().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
  }

  /** A number with spaces between thousands. */
  static String count(Object number) {
    return number == null
        ? "0"
        : "%,d".formatted(((Number) number).longValue()).replace(',', '\u202f');
  }

  /** A text as part of a path or a query. */
  static String part(Object text) {
    return text == null
        ? ""
        : URLEncoder.encode(text.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The entries of an object. */
  static java.util.List<Entry> entries(Object object) {
    return object instanceof ObjectNode node
        ? node.properties().stream()
            .map(each -> new Entry(each.getKey(), each.getValue().asText(), each.getValue()))
            .toList()
        : java.util.List.of();
  }

  /** A member of an object. */
  @io.quarkus.qute.TemplateData
  record Entry(String name, String text, JsonNode value) {}
}
