package io.lockstep;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.core.type.TypeReference;
import com.tngtech.archunit.core.domain.JavaClass;
import io.lockstep.http.Answer;
import io.lockstep.http.Problem;
import io.lockstep.messaging.consumer.EventTypes;
import io.lockstep.messaging.requests.Requests;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * Every type of ours that Jackson reads or writes, found in the byte code: what resource methods
 * take and answer, what is handed to an {@code Answer}, a {@code Problem}, an {@code ObjectMapper}
 * or a request over RabbitMQ, what is read by class or type reference, and whatever has a Jackson
 * annotation. From there: components and getters with their type arguments, supertypes and
 * interfaces, permitted and annotated nested types, and the classes that annotations name.
 *
 * <p>In the native executable a type that is not registered for reflection is not refused: its
 * members and annotations are silently missing.
 */
final class JsonTypes {
  private static final String OURS = "io.lockstep.";

  /** Methods that hand an argument to Jackson, with the places of such arguments. */
  private static final Map<String, List<Integer>> WRITES =
      Map.ofEntries(
          Map.entry(path(Answer.class) + ".ok", List.of(0)),
          Map.entry(path(Answer.class) + ".created", List.of(1)),
          Map.entry(path(Answer.class) + ".put", List.of(1)),
          Map.entry(path(Answer.class) + ".accepted", List.of(0)),
          Map.entry(path(Answer.class) + ".<init>", List.of(2)),
          Map.entry(path(Problem.class) + ".with", List.of(1)),
          Map.entry(path(Requests.class) + ".ask", List.of(1)),
          Map.entry("jakarta/ws/rs/sse/OutboundSseEvent$Builder.data", List.of(0, 1)),
          Map.entry("jakarta/ws/rs/core/Response$ResponseBuilder.entity", List.of(0)),
          Map.entry("jakarta/ws/rs/core/Response.ok", List.of(0)));

  /** Types whose methods all read or write what they are given. */
  private static final Set<String> MAPPERS =
      Set.of(
          "com/fasterxml/jackson/databind/ObjectMapper",
          "com/fasterxml/jackson/databind/ObjectReader",
          "com/fasterxml/jackson/databind/ObjectWriter");

  private final Map<Class<?>, String> found = new LinkedHashMap<>();
  private final Deque<Class<?>> toFollow = new ArrayDeque<>();
  private final Set<Class<?>> registered = new HashSet<>();
  private final Map<String, List<Integer>> writes = new LinkedHashMap<>(WRITES);

  private JsonTypes() {}

  /** The types in use by these classes that are not registered, each with how it was found. */
  static Map<String, String> unregistered(Collection<JavaClass> classes) {
    JsonTypes types = new JsonTypes();
    List<Class<?>> all = classes.stream().<Class<?>>map(JavaClass::reflect).toList();
    all.forEach(types::noteRegistered);
    all.forEach(types::addAnnotated);
    all.forEach(types::addOfResource);
    List<ClassNode> nodes = all.stream().map(JsonTypes::read).toList();
    int known;
    do { // what hands its own parameter on is one of those methods itself
      known = types.writes.size();
      nodes.forEach(types::addOfCode);
    } while (types.writes.size() > known);
    types.followAll();
    Map<String, String> missing = new LinkedHashMap<>();
    types.found.forEach(
        (type, how) -> {
          if (!types.registered.contains(type)) {
            missing.put(type.getName(), how);
          }
        });
    return missing;
  }

  // ---------------------------------------------------------------------------------------------
  // Where Jackson begins

  private void noteRegistered(Class<?> type) {
    RegisterForReflection registration = type.getAnnotation(RegisterForReflection.class);
    if (registration == null) {
      return;
    }
    registered.addAll(List.of(registration.targets()));
    if (registration.targets().length == 0 && registration.classNames().length == 0) {
      registered.add(type);
    }
    for (String name : registration.classNames()) {
      registered.add(load(name));
    }
  }

  private void addAnnotated(Class<?> type) {
    if (isAnnotated(type)) {
      add(type, "it has Jackson annotations");
    }
  }

  private static boolean isAnnotated(Class<?> type) {
    Stream<AnnotatedElement> members =
        Stream.of(
                Stream.of((AnnotatedElement) type),
                Arrays.stream(type.getDeclaredMethods()),
                Arrays.stream(type.getDeclaredFields()),
                Arrays.stream(type.getDeclaredConstructors()),
                Arrays.stream(type.getDeclaredConstructors())
                    .flatMap(constructor -> Arrays.stream(constructor.getParameters())),
                type.isRecord()
                    ? Arrays.stream(type.getRecordComponents())
                    : Stream.<AnnotatedElement>empty())
            .flatMap(all -> all);
    return members.flatMap(member -> jacksonAnnotations(member)).findAny().isPresent();
  }

  private static Stream<Annotation> jacksonAnnotations(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .filter(each -> each.annotationType().isAnnotationPresent(JacksonAnnotation.class));
  }

  private void addOfResource(Class<?> type) {
    if (!type.isAnnotationPresent(Path.class)) {
      return;
    }
    for (Method method : type.getDeclaredMethods()) {
      if (hasMeta(method, HttpMethod.class)) {
        addAll(method.getGenericReturnType(), method + " answers it");
        for (Parameter parameter : method.getParameters()) {
          if (Arrays.stream(parameter.getAnnotations())
              .noneMatch(each -> each.annotationType().getName().startsWith("jakarta.ws.rs."))) {
            addAll(parameter.getParameterizedType(), method + " takes it");
          }
        }
      }
    }
  }

  private static boolean hasMeta(Method method, Class<? extends Annotation> meta) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(each -> each.annotationType().isAnnotationPresent(meta));
  }

  private void addOfCode(ClassNode type) {
    for (MethodNode method : type.methods) {
      Frame<BasicValue>[] frames = null;
      boolean reads = false;
      for (int i = 0; i < method.instructions.size(); i++) {
        AbstractInsnNode instruction = method.instructions.get(i);
        if (instruction instanceof MethodInsnNode call) {
          List<Integer> places = placesIn(call.owner, call.name, call.desc);
          reads |= isReader(call.owner, call.name);
          if (!places.isEmpty()) {
            frames = frames == null ? analyze(type, method) : frames;
            addArguments(type, method, call.desc, frames[i], places);
          }
        } else if (instruction instanceof InvokeDynamicInsnNode reference) {
          addReference(type, method, reference);
        }
      }
      if (reads) {
        addConstants(type, method);
      }
    }
  }

  private List<Integer> placesIn(String owner, String name, String descriptor) {
    if (MAPPERS.contains(owner)) {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < org.objectweb.asm.Type.getArgumentTypes(descriptor).length; i++) {
        all.add(i);
      }
      return name.startsWith("<") ? List.of() : all;
    }
    return writes.getOrDefault(
        owner + "." + name, writes.getOrDefault(owner + "." + name + descriptor, List.of()));
  }

  private static String path(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static boolean isReader(String owner, String name) {
    return MAPPERS.contains(owner)
        || owner.equals(path(EventTypes.class))
        || owner.equals(path(Requests.class)) && name.equals("ask");
  }

  private void addArguments(
      ClassNode type,
      MethodNode method,
      String descriptor,
      Frame<BasicValue> frame,
      List<Integer> places) {
    if (frame == null) {
      return; // never reached
    }
    int count = org.objectweb.asm.Type.getArgumentTypes(descriptor).length;
    for (int place : places) {
      if (place < count) {
        BasicValue value = frame.getStack(frame.getStackSize() - count + place);
        addValue(type, method, value.getType());
      }
    }
  }

  private void addValue(ClassNode type, MethodNode method, org.objectweb.asm.Type value) {
    String at = type.name.replace('/', '.') + "." + method.name;
    if (value == null || value.getSort() < org.objectweb.asm.Type.ARRAY) {
      return;
    }
    if (value.getClassName().equals("java.lang.Object")) {
      propagate(type, method);
    } else if (value.getClassName().startsWith(OURS)) {
      add(load(value.getClassName().replace("[]", "")), at + " hands it to Jackson");
    } else if (value.getClassName().startsWith("java.util.")) {
      addHeld(type, method, value.getDescriptor(), at + " hands it to Jackson");
    }
  }

  /** What a collection holds is not in the code, so whatever comes into this method counts. */
  private void addHeld(ClassNode type, MethodNode method, String collection, String how) {
    genericTypes(type.name, method.name, method.desc, false)
        .filter(each -> describes(each, collection))
        .forEach(each -> addAll(each, how));
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof MethodInsnNode call
          && call.desc.endsWith(")" + collection)
          && call.owner.startsWith(OURS.replace('.', '/'))) {
        genericTypes(call.owner, call.name, call.desc, true).forEach(each -> addAll(each, how));
      }
    }
  }

  private static boolean describes(Type type, String descriptor) {
    return type instanceof ParameterizedType parameterized
        && org.objectweb.asm.Type.getDescriptor((Class<?>) parameterized.getRawType())
            .equals(descriptor);
  }

  private static Stream<Type> genericTypes(
      String owner, String name, String descriptor, boolean answered) {
    return Arrays.stream(load(owner.replace('/', '.')).getDeclaredMethods())
        .filter(each -> each.getName().equals(name))
        .filter(each -> org.objectweb.asm.Type.getMethodDescriptor(each).equals(descriptor))
        .flatMap(
            each ->
                answered
                    ? Stream.of(each.getGenericReturnType())
                    : Arrays.stream(each.getGenericParameterTypes()));
  }

  /** Its argument could be anything: then what matters is what this method is called with. */
  private void propagate(ClassNode type, MethodNode method) {
    org.objectweb.asm.Type[] parameters = org.objectweb.asm.Type.getArgumentTypes(method.desc);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].getClassName().equals("java.lang.Object")) {
        places.add(i);
      }
    }
    String name = type.name + "." + method.name + method.desc;
    if (!places.isEmpty() && !WRITES.containsKey(type.name + "." + method.name)) {
      writes.putIfAbsent(name, places);
    }
  }

  /** A method reference, such as {@code Answer::ok}: its target's types are in the call site. */
  private void addReference(ClassNode type, MethodNode method, InvokeDynamicInsnNode reference) {
    if (reference.bsmArgs.length < 3 || !(reference.bsmArgs[1] instanceof Handle target)) {
      return;
    }
    List<Integer> places = placesIn(target.getOwner(), target.getName(), target.getDesc());
    org.objectweb.asm.Type[] given =
        ((org.objectweb.asm.Type) reference.bsmArgs[2]).getArgumentTypes();
    int bound = org.objectweb.asm.Type.getArgumentTypes(target.getDesc()).length - given.length;
    for (int place : places) {
      if (place - bound >= 0 && place - bound < given.length) {
        addValue(type, method, given[place - bound]);
      }
    }
  }

  private void addConstants(ClassNode type, MethodNode method) {
    String at = type.name.replace('/', '.') + "." + method.name + " reads it";
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof LdcInsnNode constant
          && constant.cst instanceof org.objectweb.asm.Type named
          && named.getSort() == org.objectweb.asm.Type.OBJECT) {
        addAll(load(named.getClassName()), at);
      } else if (instruction instanceof TypeInsnNode made && made.getOpcode() == Opcodes.NEW) {
        Class<?> made2 = load(made.desc.replace('/', '.'));
        if (TypeReference.class.isAssignableFrom(made2)) {
          addAll(made2.getGenericSuperclass(), at);
        }
      }
    }
  }

  private static Frame<BasicValue>[] analyze(ClassNode type, MethodNode method) {
    SimpleVerifier types =
        new SimpleVerifier(
            Opcodes.ASM9,
            org.objectweb.asm.Type.getObjectType(type.name),
            org.objectweb.asm.Type.getObjectType(type.superName),
            type.interfaces.stream().map(org.objectweb.asm.Type::getObjectType).toList(),
            (type.access & Opcodes.ACC_INTERFACE) != 0) {};
    types.setClassLoader(JsonTypes.class.getClassLoader());
    try {
      return new Analyzer<>(types).analyze(type.name, method);
    } catch (AnalyzerException unverifiable) {
      throw new IllegalStateException(type.name + "." + method.name, unverifiable);
    }
  }

  private static ClassNode read(Class<?> type) {
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream code = type.getResourceAsStream(file)) {
      ClassNode node = new ClassNode();
      new ClassReader(code).accept(node, 0);
      return node;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  // ---------------------------------------------------------------------------------------------
  // And where it goes on

  private void add(Class<?> type, String how) {
    if (type.isArray()) {
      add(type.getComponentType(), how);
    } else if (TypeReference.class.isAssignableFrom(type)) {
      addAll(type.getGenericSuperclass(), how); // only its own type argument is looked at
    } else if (type.getName().startsWith(OURS) && found.putIfAbsent(type, how) == null) {
      toFollow.add(type);
    }
  }

  private void addAll(Type type, String how) {
    if (type instanceof Class<?> plain) {
      add(plain, how);
    } else if (type instanceof ParameterizedType parameterized) {
      addAll(parameterized.getRawType(), how);
      Arrays.stream(parameterized.getActualTypeArguments()).forEach(each -> addAll(each, how));
    } else if (type instanceof GenericArrayType array) {
      addAll(array.getGenericComponentType(), how);
    } else if (type instanceof WildcardType wildcard) {
      Arrays.stream(wildcard.getUpperBounds()).forEach(each -> addAll(each, how));
    } else if (type instanceof TypeVariable<?> variable) {
      Arrays.stream(variable.getBounds())
          .filter(bound -> bound instanceof Class<?>)
          .forEach(each -> addAll(each, how));
    }
  }

  private void followAll() {
    while (!toFollow.isEmpty()) {
      follow(toFollow.remove());
    }
  }

  private void follow(Class<?> type) {
    String name = type.getName();
    addAll(type.getGenericSuperclass() == null ? Object.class : type.getGenericSuperclass(), name);
    Arrays.stream(type.getGenericInterfaces())
        .forEach(each -> addAll(each, "supertype of " + name));
    if (type.isSealed()) {
      Arrays.stream(type.getPermittedSubclasses()).forEach(each -> add(each, "kind of " + name));
    }
    Arrays.stream(type.getDeclaredClasses())
        .filter(JsonTypes::isAnnotated)
        .forEach(each -> add(each, "nested in " + name));
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        addAll(component.getGenericType(), "component of " + name);
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isGetter(method) && !type.isRecord()) {
        addAll(method.getGenericReturnType(), "member of " + name);
      }
    }
    namedByAnnotations(type).forEach(each -> add(each, "named by an annotation of " + name));
  }

  private static boolean isGetter(Method method) {
    boolean named =
        method.getName().matches("(get|is)[A-Z].*")
            || jacksonAnnotations(method).anyMatch(each -> !isIgnore(each));
    return named
        && method.getParameterCount() == 0
        && !Modifier.isStatic(method.getModifiers())
        && jacksonAnnotations(method).noneMatch(JsonTypes::isIgnore);
  }

  private static boolean isIgnore(Annotation annotation) {
    return annotation.annotationType().getSimpleName().equals("JsonIgnore");
  }

  /** Serializers, converters, subtypes: Jackson makes or looks into each of them. */
  private static Stream<Class<?>> namedByAnnotations(Class<?> type) {
    Stream<AnnotatedElement> elements =
        Stream.of(
                Stream.of((AnnotatedElement) type),
                Arrays.stream(type.getDeclaredMethods()),
                Arrays.stream(type.getDeclaredFields()),
                Arrays.stream(type.getDeclaredConstructors())
                    .flatMap(constructor -> Arrays.stream(constructor.getParameters())))
            .flatMap(all -> all);
    return elements.flatMap(JsonTypes::jacksonAnnotations).flatMap(JsonTypes::classesIn);
  }

  private static Stream<Class<?>> classesIn(Annotation annotation) {
    return Arrays.stream(annotation.annotationType().getDeclaredMethods())
        .filter(member -> member.getParameterCount() == 0)
        .flatMap(
            member -> {
              try {
                return classesOf(member.invoke(annotation));
              } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
  }

  private static Stream<Class<?>> classesOf(Object value) {
    if (value instanceof Class<?> one) {
      return Stream.of(one);
    }
    if (value instanceof Annotation nested) {
      return classesIn(nested);
    }
    return value instanceof Object[] many
        ? Arrays.stream(many).flatMap(JsonTypes::classesOf)
        : Stream.empty();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, JsonTypes.class.getClassLoader());
    } catch (ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
