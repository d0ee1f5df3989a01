package io.lockstep.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** Which members of the records that are written as JSON may be missing. */
record RecordMembers(IndexView index) {
  private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);
  private static final String OURS = "io.lockstep.";

  /** The members of this schema's class that are left out when they are null or empty. */
  Set<String> optionalOf(String schema) {
    return index.getKnownClasses().stream()
        .filter(type -> type.name().toString().startsWith(OURS))
        .filter(type -> isCalled(type, schema))
        .flatMap(type -> type.fields().stream())
        .filter(RecordMembers::isLeftOut)
        .map(FieldInfo::name)
        .collect(Collectors.toSet());
  }

  private static boolean isCalled(ClassInfo type, String schema) {
    AnnotationInstance named =
        type.declaredAnnotation(
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class));
    boolean hasOwnName = named != null && named.value("name") != null;
    return schema.equals(hasOwnName ? named.value("name").asString() : type.simpleName());
  }

  private static boolean isLeftOut(FieldInfo field) {
    MethodInfo accessor = field.declaringClass().method(field.name());
    return says(field.annotation(INCLUDE))
        || (accessor != null && says(accessor.annotation(INCLUDE)));
  }

  private static boolean says(AnnotationInstance include) {
    return include != null && !include.value().asEnum().equals("ALWAYS");
  }
}
