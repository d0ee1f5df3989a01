package io.lockstep.messaging.brokers;

import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** This message can never be published as it is, however well the broker does. */
public final class Unpublishable extends RuntimeException {
  private static final Set<Class<?>> OF_THE_RECORD =
      Set.of(
          RecordTooLargeException.class,
          RecordBatchTooLargeException.class,
          InvalidTopicException.class,
          InvalidTimestampException.class,
          InvalidRecordException.class,
          SerializationException.class);

  public Unpublishable(String why) {
    super(why);
  }

  /** Whether Kafka refuses the record for what it is, and will do so each time. */
  public static boolean isKafkaRefusal(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (OF_THE_RECORD.contains(cause.getClass())) {
        return true;
      }
      if (cause instanceof ApiException) {
        return false;
      }
    }
    return false;
  }
}
