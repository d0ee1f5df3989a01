package io.lockstep.example;

import io.lockstep.client.ApiClient;
import io.lockstep.client.ApiException;
import io.lockstep.client.api.OrdersApi;
import io.lockstep.client.api.OrdersApi.APIPlaceOrderRequest;
import io.lockstep.client.model.InvalidRequestProblem;
import io.lockstep.client.model.NewOrder;
import io.lockstep.client.model.NewOrderItem;
import io.lockstep.client.model.Order;
import io.lockstep.client.model.UnknownSkuProblem;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Places an order and waits for it, follows another one, and is refused a third. The arguments are
 * the service's address, a user and a SKU; without them it takes what {@code ./lockstep run --demo}
 * has made.
 */
public final class PlacingOrders {
  private static final int PATIENCE_SECONDS = 20;

  private final OrdersApi orders;
  private final String user;

  private PlacingOrders(ApiClient client, String user) {
    this.orders = new OrdersApi(client);
    this.user = user;
  }

  /** Runs the example. */
  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args.length > 0 ? args[0] : "http://localhost:8080");
    String key = System.getenv("LOCKSTEP_KEY"); // where the service is closed
    if (key != null) {
      client.setRequestInterceptor(
          request -> request.header("Authorization", "Bearer " + key));
    }
    PlacingOrders example = new PlacingOrders(client, args.length > 1 ? args[1] : "demo-ada");
    String sku = args.length > 2 ? args[2] : "demo-mug";

    Order order = example.place(sku, 2, "wait=" + PATIENCE_SECONDS);
    System.out.printf(
        "order %s is %s: %d %s%n",
        order.getId(),
        order.getStatus(),
        order.getTotal().getAmount(),
        order.getTotal().getCurrency());

    OrderEvents.follow(
        client,
        example.place(sku, 1, null).getId(),
        change ->
            System.out.printf(
                "order %s is %s since %s%n",
                change.getOrderId(), change.getStatus(), change.getAt()));

    example.placeOneThatIsRefused();
  }

  private Order place(String sku, int quantity, String prefer) throws ApiException {
    return orders.placeOrder(
        APIPlaceOrderRequest.newBuilder()
            .newOrder(
                new NewOrder()
                    .userId(user)
                    .items(List.of(new NewOrderItem().sku(sku).quantity(quantity))))
            // sent again with the same key, this is the same order
            .idempotencyKey(UUID.randomUUID().toString())
            .prefer(prefer)
            .build());
  }

  private void placeOneThatIsRefused() throws ApiException, IOException {
    try {
      place("no-such-product", 1, null);
      throw new IllegalStateException("an order of what is no product was taken");
    } catch (ApiException refusal) {
      Problem problem = Problem.of(refusal);
      switch (problem.type()) {
        case "/problems/unknown-sku" ->
            System.out.printf(
                "refused: there is no product %s%n", problem.as(UnknownSkuProblem.class).getSku());
        case "/problems/invalid-request" ->
            problem
                .as(InvalidRequestProblem.class)
                .getErrors()
                .forEach(error -> System.out.println("refused: " + error.getField()));
        default -> throw refusal;
      }
    }
  }
}
