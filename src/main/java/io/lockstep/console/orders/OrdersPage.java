package io.lockstep.console.orders;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.console.web.ConsolePage;
import io.lockstep.console.web.Listing;
import io.lockstep.console.web.Routes;
import io.lockstep.console.web.View;
import io.lockstep.console.web.Visit;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The list of orders, and the search in it. */
@ApplicationScoped
class OrdersPage implements ConsolePage {
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final List<String> STATUSES = List.of("PENDING", "PAID", "CONFIRMED", "CANCELLED");
  private static final String PATH = "/orders";

  @Override
  public void addTo(Routes routes) {
    routes.page(PATH, OrdersPage::show);
  }

  private static Uni<View> show(Visit visit) {
    Listing listing = Listing.of(visit, "status", "userId", "sku", "externalId", "from", "to");
    String search = visit.query("q");
    Uni<Optional<JsonNode>> found =
        search.isEmpty() ? visit.get(listing.on(PATH)).map(Optional::of) : search(visit, search);
    return found.map(
        orders ->
            View.of("orders/list")
                .with("orders", orders.orElse(null))
                .with("statuses", STATUSES)
                .with("search", search)
                .with("filters", listing.filters())
                .with("query", listing.query()));
  }

  /**
   * By its id, by the id that the caller has given it, by user, by SKU: the first that is there.
   */
  private static Uni<Optional<JsonNode>> search(Visit visit, String text) {
    String value = Visit.encode(text);
    List<String> ways = List.of("externalId=", "userId=", "sku=");
    Uni<Optional<JsonNode>> found =
        ID.matcher(text).matches()
            ? visit.find("getOrder", PATH + "/" + value).map(OrdersPage::asList)
            : Uni.createFrom().item(Optional.empty());
    for (String way : ways) {
      found =
          found.flatMap(
              before ->
                  before.isPresent()
                      ? Uni.createFrom().item(before)
                      : visit
                          .find("listOrders", PATH + "?limit=50&" + way + value)
                          .map(page -> page.filter(each -> !each.path("data").isEmpty())));
    }
    return found;
  }

  private static Optional<JsonNode> asList(Optional<JsonNode> order) {
    return order.map(
        one -> {
          com.fasterxml.jackson.databind.node.ObjectNode page =
              com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
          page.putArray("data").add(one);
          return page;
        });
  }
}
