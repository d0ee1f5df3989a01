package io.lockstep.openapi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * What a member means by its name, the same in all bodies: its form, and its unit. Where a record
 * says something of its own, that stays.
 */
final class KnownMembers {
  /** The most characters of a name and of a value in an order's metadata. */
  private static final int METADATA_NAME = 40;

  private static final int METADATA_VALUE = 500;

  /** The most characters of a message's header. */
  private static final int HEADER_VALUE = 8192;

  private static final Map<String, String> PATTERNS =
      Map.of("sku", Schemas.NAME, "userId", Schemas.NAME, "currency", Schemas.CURRENCY);

  private static final Map<String, String> DESCRIPTIONS = descriptions();

  private KnownMembers() {}

  static void describe(String name, Schema member) {
    if (member.getRef() != null) {
      return;
    }
    if (name.equals("metadata")) {
      member.setPropertyNames(OASFactory.createSchema().maxLength(METADATA_NAME));
      member.getAdditionalPropertiesSchema().setMaxLength(METADATA_VALUE);
    }
    if (name.equals("headers") && member.getAdditionalPropertiesSchema() != null) {
      member.setPropertyNames(OASFactory.createSchema().pattern("^[!-~]{1,128}$"));
      member.setAdditionalPropertiesSchema(
          OASFactory.createSchema()
              .anyOf(
                  List.of(
                      Schemas.text().maxLength(HEADER_VALUE),
                      OASFactory.createSchema().addType(Schema.SchemaType.NUMBER),
                      OASFactory.createSchema().addType(Schema.SchemaType.BOOLEAN))));
    }
    if (member.getDescription() == null) {
      member.setDescription(DESCRIPTIONS.get(name));
    }
    if (member.getPattern() == null) {
      member.setPattern(PATTERNS.get(name));
    }
  }

  private static Map<String, String> descriptions() {
    Map<String, String> descriptions = new HashMap<>();
    List.of("amount", "balance", "balanceAfter", "add")
        .forEach(name -> descriptions.put(name, "In minor units of the currency."));
    List.of("ttlMs", "waitMs", "validityMs", "heldMs")
        .forEach(name -> descriptions.put(name, "In milliseconds."));
    List.of(
            "ttlSeconds",
            "timeoutSeconds",
            "oldestSeconds",
            "oldestOpenSeconds",
            "oldestRunningSeconds")
        .forEach(name -> descriptions.put(name, "In seconds."));
    descriptions.put("currency", "The code of ISO 4217.");
    descriptions.put("sku", "The SKU, which callers choose.");
    descriptions.put("userId", "The id of the user, which callers choose.");
    descriptions.put("version", "Counts the changes; the ETag is made of it.");
    descriptions.put("fence", "A number that grows with every grant of the lock, for ever.");
    descriptions.put("next", "The cursor of the next page, for after; null on the last.");
    descriptions.put(
        "hasMore",
        "Whether there is another page. A page with filters may have fewer items than its limit,"
            + " or none, and still be followed by another.");
    return descriptions;
  }
}
