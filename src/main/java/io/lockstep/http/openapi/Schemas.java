package io.lockstep.http.openapi;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Short forms of what schemas are made of. */
final class Schemas {
  static final String PREFIX = "#/components/schemas/";

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
