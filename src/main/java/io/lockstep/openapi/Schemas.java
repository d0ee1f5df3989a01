package io.lockstep.openapi;

import io.lockstep.platform.Names;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Short forms of what schemas are made of. */
final class Schemas {
  static final String PREFIX = "#/components/schemas/";

  /** What callers may call a thing of theirs. */
  static final String NAME = "^" + Names.PATTERN + "$";

  /** The form of a code of ISO 4217. */
  static final String CURRENCY = "^[A-Z]{3}$";

  private Schemas() {}

  static Schema object() {
    return of(Schema.SchemaType.OBJECT);
  }

  static Schema text() {
    return of(Schema.SchemaType.STRING);
  }

  static Schema integer() {
    return of(Schema.SchemaType.INTEGER);
  }

  static Schema ref(String name) {
    return OASFactory.createSchema().ref(PREFIX + name);
  }

  private static Schema of(Schema.SchemaType type) {
    return OASFactory.createSchema().addType(type);
  }
}
