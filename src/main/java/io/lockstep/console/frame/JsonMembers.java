package io.lockstep.console.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.qute.EngineConfiguration;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.ValueResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has templates read JSON as it is: {@code order.total.amount}. What is not there is nothing. */
@EngineConfiguration
class JsonMembers implements ValueResolver {
  private static final int BEFORE_ALL_OTHERS = 100;

  @Override
  public int getPriority() {
    return BEFORE_ALL_OTHERS;
  }

  @Override
  public boolean appliesTo(EvalContext context) {
    return context.getBase() instanceof ObjectNode && context.getParams().isEmpty();
  }

  @Override
  public CompletionStage<Object> resolve(EvalContext context) {
    JsonNode object = (JsonNode) context.getBase();
    return CompletableFuture.completedFuture(plain(object.path(context.getName())));
  }

  private static Object plain(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return node instanceof ArrayNode array ? list(array) : node;
  }

  private static List<Object> list(ArrayNode array) {
    List<Object> all = new ArrayList<>(array.size());
    array.forEach(each -> all.add(plain(each)));
    return all;
  }
}
