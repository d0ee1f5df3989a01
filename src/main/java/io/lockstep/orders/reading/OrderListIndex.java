package io.lockstep.orders.reading;

import io.lockstep.orders.ExternalId;

/**
 * The indexes that a list of orders can be read along. The id is the last column of each, so that
 * it has the orders that it is read for in the order of the list.
 */
enum OrderListIndex {
  EXTERNAL_ID_OF_USER("order_external_ids", "PRIMARY") {
    @Override
    Where entries(OrderFilter filter) {
      return EXTERNAL_ID.entries(filter).and("c.user_id = ?", filter.userId());
    }
  },
  EXTERNAL_ID("order_external_ids", "by_external_key") {
    @Override
    Where entries(OrderFilter filter) {
      return new Where().and("c.external_key = ?", ExternalId.keyOf(filter.externalId()));
    }
  },
  STATUS("orders", "by_status") {
    @Override
    Where entries(OrderFilter filter) {
      return status(filter);
    }

    @Override
    Where rest(OrderFilter filter) {
      return user(filter).and(sku(filter));
    }
  },
  USER("orders", "by_user") {
    @Override
    Where entries(OrderFilter filter) {
      return user(filter);
    }

    @Override
    Where rest(OrderFilter filter) {
      return status(filter).and(sku(filter));
    }
  },
  SKU("order_items", "PRIMARY") {
    @Override
    Where entries(OrderFilter filter) {
      return new Where().and("c.sku = ?", filter.sku());
    }

    @Override
    Where rest(OrderFilter filter) {
      return status(filter);
    }
  },
  ID("orders", "PRIMARY") {
    @Override
    Where entries(OrderFilter filter) {
      return new Where();
    }

    @Override
    Where rest(OrderFilter filter) {
      return new Where();
    }
  };

  private final String entries;
  private final String id;
  private final String orders;

  OrderListIndex(String table, String index) {
    boolean isOfOrders = table.equals("orders");
    String forced = " FORCE INDEX (" + index + ")";
    this.entries = isOfOrders ? table + forced : table + " c" + forced;
    this.id = isOfOrders ? "orders.id" : "c.order_id";
    this.orders =
        isOfOrders
            ? entries
            : entries + " STRAIGHT_JOIN orders FORCE INDEX (PRIMARY) ON orders.id = c.order_id";
  }

  /**
   * The one that has the fewest entries for what is asked: few orders are open at a time, and a
   * user has fewer orders than a SKU that is sold to all.
   */
  static OrderListIndex of(OrderFilter filter) {
    if (filter.externalId() != null) {
      return filter.userId() == null ? EXTERNAL_ID : EXTERNAL_ID_OF_USER;
    }
    if (filter.status() != null && !filter.status().isFinal()) {
      return STATUS;
    }
    if (filter.userId() != null) {
      return USER;
    }
    if (filter.sku() != null) {
      return SKU;
    }
    return filter.status() == null ? ID : STATUS;
  }

  /** What its entries are found by. */
  abstract Where entries(OrderFilter filter);

  /** What its entries do not have and is looked up in the rows. */
  Where rest(OrderFilter filter) {
    return status(filter).and(sku(filter));
  }

  /** The entries alone, to select from. */
  String entries() {
    return entries;
  }

  /** The rows of orders along the entries, to select from. */
  String orders() {
    return orders;
  }

  /** The column of the id. */
  String id() {
    return id;
  }

  private static Where user(OrderFilter filter) {
    return new Where().and("orders.user_id = ?", filter.userId());
  }

  private static Where status(OrderFilter filter) {
    return new Where()
        .and("orders.status = ?", filter.status() == null ? null : filter.status().name());
  }

  /** A subquery of one value: of an EXISTS the database may make a join that it begins with. */
  private static Where sku(OrderFilter filter) {
    return new Where()
        .and(
            "(SELECT 1 FROM order_items i WHERE i.sku = ? AND i.order_id = orders.id) = 1",
            filter.sku());
  }
}
