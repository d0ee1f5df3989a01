package io.lockstep.fuzzing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out what a request does not need to show what it shows. */
final class Shortening {
  private Shortening() {}

  /** The request with as few headers, parameters and members as still do. */
  static FuzzRequest of(FuzzRequest request, Predicate<FuzzRequest> stillDoes) {
    FuzzRequest shortest = request;
    for (String name : request.headers().keySet()) {
      shortest = shorter(shortest, shortest.with(name, null), stillDoes);
    }
    for (String name : request.query().keySet()) {
      shortest = shorter(shortest, shortest.asking(name, null), stillDoes);
    }
    if (request.raw() == null && request.body() instanceof ObjectNode body) {
      List<String> names = new ArrayList<>();
      body.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        ObjectNode fewer = shortest.body().deepCopy();
        fewer.remove(name);
        shortest = shorter(shortest, shortest.saying(fewer), stillDoes);
      }
    }
    return shortest;
  }

  private static FuzzRequest shorter(
      FuzzRequest request, FuzzRequest shorter, Predicate<FuzzRequest> stillDoes) {
    return stillDoes.test(shorter) ? shorter : request;
  }
}
