package io.lockstep.accounts;

import io.lockstep.http.Page;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far one has read in the entries of an account: for each currency the number of the entry that
 * was read last, backwards. As a cursor it is {@code EUR:12,USD:7}.
 */
record EntryPlaces(Map<String, Long> numbers) {
  private static final Pattern CURSOR =
      Pattern.compile("[A-Z]{3}:[0-9]{1,18}(,[A-Z]{3}:[0-9]{1,18})*");

  static EntryPlaces of(List<Map.Entry<String, Long>> numbers) {
    TreeMap<String, Long> sorted = new TreeMap<>();
    numbers.forEach(place -> sorted.put(place.getKey(), place.getValue()));
    return new EntryPlaces(sorted);
  }

  /** The places that a cursor names; none for the first page. */
  static EntryPlaces of(Page.Request page) {
    String cursor = page.afterId(text -> CURSOR.matcher(text).matches());
    return of(
        Arrays.stream(cursor.split(","))
            .filter(place -> !place.isEmpty())
            .map(place -> place.split(":"))
            .map(place -> Map.entry(place[0], Long.valueOf(place[1])))
            .toList());
  }

  boolean isEmpty() {
    return numbers.isEmpty();
  }

  EntryPlaces at(String currency, long number) {
    TreeMap<String, Long> changed = new TreeMap<>(numbers);
    changed.put(currency, number);
    return new EntryPlaces(changed);
  }

  String cursor() {
    return numbers.entrySet().stream()
        .map(place -> place.getKey() + ":" + place.getValue())
        .collect(Collectors.joining(","));
  }
}
