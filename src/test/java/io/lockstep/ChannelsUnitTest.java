package io.lockstep;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lockstep.messaging.brokers.Destination;
import io.lockstep.orders.events.InventoryEvent;
import io.lockstep.orders.events.OrderEvent;
import io.lockstep.orders.events.PaymentEvent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;

/**
 * What the settings say of channels, and what the code does with them, is the same; the table of
 * {@code docs/messaging.md} that says who publishes and who applies what is made of both.
 */
class ChannelsUnitTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.lockstep");
  private static final List<Class<?>> EVENTS =
      List.of(
          OrderEvent.class,
          PaymentEvent.class,
          InventoryEvent.class,
          load("io.lockstep.users.UserEvent"),
          load("io.lockstep.workflow.messages.WorkflowMessage"));
  private static final Path DOCUMENT = Path.of("docs/messaging.md");
  private static final String BEGIN = "<!-- made by ChannelsUnitTest -->\n";
  private static final String END = "<!-- end -->\n";

  private final Properties settings = settings();

  @Test
  void everyChannelOfTheSettingsHasAConsumerAndEveryConsumerAChannel() {
    assertThat(consumers().keySet()).isEqualTo(channels());
  }

  @Test
  void everyWorkQueueIsBoundToTypesThatThereAre() {
    for (String channel : channels()) {
      String exchange = of(channel, "exchange.name", "");
      if (!exchange.isEmpty() && !exchange.equals("dlx")) {
        List<String> types =
            EVENTS.stream()
                .filter(event -> exchange.equals(destination(event).exchange()))
                .flatMap(event -> types(event).keySet().stream())
                .toList();
        assertThat(types).as("types of %s", exchange).containsAll(keys(channel));
        assertThat(of(channel, "queue.arguments", "")).as(channel).isEqualTo("work-queue");
      }
    }
  }

  @Test
  void theDocumentSaysWhoPublishesAndWhoAppliesWhat() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    assertThat(document.substring(begin, document.indexOf(END)))
        .as("put this between the marks in %s", DOCUMENT)
        .isEqualTo(table());
  }

  private String table() {
    return "\n| Type | RabbitMQ | Kafka | Published by | Applied by |\n|---|---|---|---|---|\n"
        + EVENTS.stream()
            .flatMap(event -> types(event).entrySet().stream().map(type -> row(event, type)))
            .collect(joining("\n"))
        + "\n\n";
  }

  private String row(Class<?> event, Map.Entry<String, Class<?>> type) {
    Destination to = destination(event);
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            type.getKey(),
            code(to.exchange()),
            code(to.topic()),
            publishers(type.getValue()),
            appliers(to, type.getKey()));
  }

  private static String code(String name) {
    return name == null ? "" : "`" + name + "`";
  }

  /** Who makes it, other than Jackson. */
  private static String publishers(Class<?> type) {
    return MAIN.get(type).getConstructorCallsToSelf().stream()
        .map(call -> outermost(call.getOriginOwner()))
        .filter(maker -> !type.getName().startsWith(maker.getName()))
        .map(ChannelsUnitTest::name)
        .collect(toCollection(TreeSet::new))
        .stream()
        .collect(joining(", "));
  }

  private String appliers(Destination to, String type) {
    return consumers().entrySet().stream()
        .filter(consumer -> hears(consumer.getKey(), to, type))
        .map(
            consumer ->
                code(of(consumer.getKey(), "queue.name", of(consumer.getKey(), "group.id", "")))
                    + ": "
                    + consumer.getValue())
        .collect(joining(", "));
  }

  private boolean hears(String channel, Destination to, String type) {
    return of(channel, "exchange.name", "").equals(to.exchange()) && keys(channel).contains(type)
        || of(channel, "topic", "").equals(to.topic());
  }

  private List<String> keys(String channel) {
    return Arrays.asList(of(channel, "routing-keys", "").split(","));
  }

  /** Class by channel. */
  private static Map<String, String> consumers() {
    return MAIN.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.isAnnotatedWith(Incoming.class))
        .collect(
            toMap(
                method -> method.getAnnotationOfType(Incoming.class).value(),
                method -> name(method.getOwner()),
                (one, other) -> one,
                TreeMap::new));
  }

  private TreeSet<String> channels() {
    return settings.stringPropertyNames().stream()
        .filter(name -> name.matches("mp\\.messaging\\.incoming\\.[^.]+\\.connector"))
        .map(name -> name.split("\\.")[3])
        .collect(toCollection(TreeSet::new));
  }

  private String of(String channel, String setting, String otherwise) {
    return settings.getProperty("mp.messaging.incoming." + channel + "." + setting, otherwise);
  }

  private static Destination destination(Class<?> event) {
    return (Destination) constant(event, "DESTINATION");
  }

  private static Map<String, Class<?>> types(Class<?> event) {
    return Stream.of(event.getPermittedSubclasses())
        .collect(
            toMap(
                type -> (String) constant(type, "TYPE"),
                Function.identity(),
                (one, other) -> one,
                TreeMap::new));
  }

  private static Object constant(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(null);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException moved) {
      throw new IllegalStateException(moved);
    }
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ChannelsUnitTest::outermost).orElse(type);
  }

  private static String name(JavaClass type) {
    return "`%s.%s`"
        .formatted(type.getPackageName().replace("io.lockstep.", ""), type.getSimpleName());
  }

  private static Properties settings() {
    try (InputStream file = ChannelsUnitTest.class.getResourceAsStream("/application.properties")) {
      Properties settings = new Properties();
      settings.load(file);
      return settings;
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
