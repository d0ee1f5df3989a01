-- What callers add to their orders, what orders are listed by, and what their timeline needs.

-- Of the caller alone: both null for none. No index has them, so an order without them costs nothing.
ALTER TABLE orders
  ADD COLUMN external_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  ADD COLUMN metadata    TEXT CHARACTER SET utf8mb4; -- JSON: an object of texts

-- One order for each external id of a user: whoever inserts the row has it. Its key is the id itself
-- where that is short visible ASCII, else a hash: the database would take `a` and `a ` for the same.
-- Cost: one statement for all orders of a transaction that have an external id, none without.
CREATE TABLE order_external_ids (
  user_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  external_key VARCHAR(71) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (user_id, external_key),
  KEY by_external_key (external_key, order_id) -- the orders of all users that have it, in order
) ENGINE = InnoDB;

-- Which orders have a SKU, in the order of the list: never changed, so it costs one row for each item
-- and one statement for all orders of a transaction. The items themselves stay in the order's row.
--
-- No index has the status together with a user or a SKU: each order changes its status twice, and each
-- change would move an entry at a random place of an index as large as the table. Such lists are read
-- along by_user, or along this table, at most 5,000 entries for a page.
CREATE TABLE order_items (
  sku      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (sku, order_id)
) ENGINE = InnoDB;

INSERT IGNORE INTO order_items (sku, order_id)
SELECT j.sku, o.id
  FROM orders o,
       JSON_TABLE(o.items, '$[*]' COLUMNS (
         sku VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$.sku')) j
 WHERE j.sku IS NOT NULL;

-- Secrets of the payment provider, apart from all that is read, listed and logged.
CREATE TABLE order_payment_methods (
  order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  token    VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL
) ENGINE = InnoDB;

-- What an allocation was before it was cancelled, and when that happened; written with the change.
ALTER TABLE order_allocations
  ADD COLUMN cancelled_from VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin,
  ADD COLUMN cancelled_at   DATETIME(6);

-- What happened to an order and is in no other row: commands sent again, messages parked, acts of
-- operators. All of them are rare; what happens to each order is read from the rows that it changes.
CREATE TABLE timeline_notes (
  subject     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name        VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL,
  detail      VARCHAR(500) CHARACTER SET utf8mb4,
  traceparent VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  at          DATETIME(6) NOT NULL,
  PRIMARY KEY (subject, id)
) ENGINE = InnoDB;
