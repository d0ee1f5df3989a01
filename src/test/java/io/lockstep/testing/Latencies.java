package io.lockstep.testing;

import java.util.Arrays;

/** Collected latencies in microseconds; safe for many writers. */
public final class Latencies {
  private long[] values = new long[1 << 16];
  private int count;

  public synchronized void add(long micros) {
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
    }
    values[count++] = micros;
  }

  public synchronized int count() {
    return count;
  }

  /** The latency in milliseconds that this share of all calls did not exceed. */
  public synchronized double percentile(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    int at = Math.min(count - 1, (int) Math.ceil(share * count) - 1);
    return Math.round(sorted[Math.max(0, at)] / 10.0) / 100.0;
  }
}
