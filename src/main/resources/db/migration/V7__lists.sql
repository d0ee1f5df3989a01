-- What lists are read by, and adjustments of stock.

-- How many digits the available units have: 0 for none, 7 for a million and more. It changes ten
-- times less often with each digit, so selling units hardly ever moves a row within the index; an
-- index of the units themselves would be written with every sale: on MariaDB, 100,000 updates of one
-- row took more than ten times as long with it, and as long as before with this one.
ALTER TABLE stock
  ADD COLUMN available_digits TINYINT GENERATED ALWAYS AS (
    (on_hand - reserved >= 1) + (on_hand - reserved >= 10) + (on_hand - reserved >= 100)
    + (on_hand - reserved >= 1000) + (on_hand - reserved >= 10000) + (on_hand - reserved >= 100000)
    + (on_hand - reserved >= 1000000)) STORED,
  ADD KEY by_available (available_digits, sku);

-- What was counted, found, lost or damaged: stock that changed without being received or sold.
CREATE TABLE stock_adjustments (
  id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  sku        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity   BIGINT NOT NULL,
  kind       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note       VARCHAR(500) CHARACTER SET utf8mb4,
  created_at DATETIME(6) NOT NULL,
  KEY by_sku (sku),
  CONSTRAINT adjustment_not_zero CHECK (quantity <> 0),
  CONSTRAINT adjustment_kind CHECK (kind IN ('count', 'damage', 'loss', 'found'))
) ENGINE = InnoDB;

ALTER TABLE reservations
  ADD KEY by_sku (sku, status, id),
  ADD KEY by_status (status, id);

ALTER TABLE workflows ADD KEY by_status (status, id);

ALTER TABLE dead_letters ADD KEY by_state (state, reason);
