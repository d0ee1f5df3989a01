package io.lockstep.testing.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds requests and answers against an OpenAPI document. */
public final class HttpContract {
  /** Resources that only tests bring along, whose answers are made up; the one list of those. */
  private static final List<String> OF_TESTS = List.of("/test/");

  private final List<DocumentedOperation> operations;
  private final ClosedSchemas schemas;
  private final AnswerRules answers;
  private final RequestRules requests;

  private HttpContract(ObjectNode document) {
    this.schemas = new ClosedSchemas(document);
    this.operations = DocumentedOperation.all(document);
    this.answers = new AnswerRules(schemas);
    this.requests = new RequestRules(schemas);
  }

  /** That of this OpenAPI 3.1 document. */
  public static HttpContract of(JsonNode document) {
    return new HttpContract(document.deepCopy());
  }

  /** What is wrong with an answer, or with a request that was accepted; empty for nothing. */
  public List<String> faults(Exchange exchange) {
    return faults(exchange, true);
  }

  /** What is wrong with an answer, whatever was asked: HTTP lets a service ignore what is odd. */
  public List<String> faultsOfAnswer(Exchange exchange) {
    return faults(exchange, false);
  }

  private List<String> faults(Exchange exchange, boolean withRequest) {
    String path = exchange.path();
    if (OF_TESTS.stream().anyMatch(path::startsWith)) {
      return List.of();
    }
    DocumentedOperation operation = operation(exchange.method(), path);
    List<String> faults = new ArrayList<>();
    if (operation == null) {
      faults.addAll(UnroutedRules.faults(exchange));
    } else {
      faults.addAll(answers.faults(operation, exchange));
      if (withRequest && exchange.isSuccess()) {
        faults.addAll(requests.faults(operation, exchange));
      }
    }
    return faults.stream().map(fault -> fault + " in " + exchange).toList();
  }

  /** What of a request is not as the document has it, whatever the answer. */
  public List<String> faultsOfRequest(Exchange exchange) {
    DocumentedOperation operation = operation(exchange.method(), exchange.path());
    return operation == null
        ? List.of("the operation is not documented")
        : requests.faults(operation, exchange);
  }

  /** What is wrong with the data of an event of the stream that this path answers with. */
  public List<String> faultsOfEvent(String path, String data) {
    DocumentedOperation operation = operation("GET", path);
    return operation == null
        ? List.of("GET " + path + " is not documented")
        : answers.faultsOfEvent(operation, data).stream()
            .map(fault -> fault + " in an event of " + path + ": " + data)
            .toList();
  }

  /** Which operation and status an exchange has shown, such as {@code getOrder 200}, or null. */
  public String shown(Exchange exchange) {
    DocumentedOperation operation = operation(exchange.method(), exchange.path());
    return operation == null ? null : operation.id() + " " + exchange.status();
  }

  /** All that could be shown. */
  public Set<String> documented() {
    Set<String> all = new TreeSet<>();
    for (DocumentedOperation operation : operations) {
      if (OF_TESTS.stream().noneMatch(operation.template()::startsWith)) {
        operation.statuses().forEach(status -> all.add(operation.id() + " " + status));
      }
    }
    return all;
  }

  private DocumentedOperation operation(String method, String path) {
    for (DocumentedOperation operation : operations) {
      if (operation.answers(method, path)) {
        return operation;
      }
    }
    return null;
  }
}
