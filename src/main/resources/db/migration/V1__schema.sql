-- The schema of Lockstep. It runs unchanged on MySQL 8.0+ and MariaDB 10.6+.
-- Times are UTC. Ids that callers choose are ASCII and compared byte by byte. Money is minor units.

-- platform ------------------------------------------------------------------------------------------

CREATE TABLE idempotency_keys (
  idem_key      VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  fingerprint   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  claim         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status        SMALLINT,
  headers       TEXT CHARACTER SET utf8mb4,
  body          MEDIUMTEXT CHARACTER SET utf8mb4,
  running_until DATETIME(6),
  created_at    DATETIME(6) NOT NULL,
  KEY by_age (created_at)
) ENGINE = InnoDB;

-- What a sweep or job could not do. Each is tried again alone, later and later, and holds up no other.
CREATE TABLE set_aside (
  use_case VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  item     VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  error    VARCHAR(500) CHARACTER SET utf8mb4 NOT NULL,
  attempts INT NOT NULL,
  since    DATETIME(6) NOT NULL,
  next_at  DATETIME(6) NOT NULL,
  PRIMARY KEY (use_case, item)
) ENGINE = InnoDB;

-- messaging -----------------------------------------------------------------------------------------

-- What is still to be said to the brokers: gone once those it waits for have confirmed it.
CREATE TABLE outbox (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  waits_for    CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- R: RabbitMQ, K: Kafka, B: both
  shard        TINYINT NOT NULL,
  exchange     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin, -- of RabbitMQ
  topic        VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin, -- of Kafka
  routing_key  VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  message_id   MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, -- a letter put back may have any
  type         MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  subject      MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  traceparent  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  source       MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, -- null: this service
  data         LONGBLOB NOT NULL,
  occurred_at  DATETIME(6) NOT NULL,
  created_at   DATETIME(6) NOT NULL,
  PRIMARY KEY (waits_for, shard, id), -- the relay reads and removes along it
  KEY by_id (id), -- AUTO_INCREMENT wants it
  CONSTRAINT outbox_destination CHECK (
    (exchange IS NOT NULL OR waits_for = 'K') AND (topic IS NOT NULL OR waits_for = 'R'))
) ENGINE = InnoDB;

-- Which message a consumer has applied already. Anyone may publish, so ids can be of any length and
-- made of anything: message_id is visible ASCII, and a hash where the id itself is not that.
CREATE TABLE inbox (
  consumer    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_id  VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  batch       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (consumer, message_id),
  KEY by_age (received_at)
) ENGINE = InnoDB;

-- Messages that could not be applied, and those of the same subject that wait behind them. They are
-- kept as they came; message_key and subject_key are what they are compared by, as in the inbox.
CREATE TABLE dead_letters (
  id          CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  state       CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- D: dead, W: waiting, R: replaying
  place       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- orders those of one subject
  broker      CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- R: RabbitMQ, K: Kafka
  queue       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  exchange    VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  routing_key MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, -- or the record's key
  message_id  MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  message_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type        MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  subject     MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  subject_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  traceparent VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  source      MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  reason      VARCHAR(64) CHARACTER SET utf8mb4 NOT NULL,
  error       TEXT CHARACTER SET utf8mb4,
  attempts    INT NOT NULL,
  payload     LONGBLOB NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  dead_at     DATETIME(6) NOT NULL,
  fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  own_unreadable BOOLEAN NOT NULL, -- the service has published it and could not read it
  UNIQUE KEY once (fingerprint),
  KEY by_queue (queue, id),
  KEY in_order (queue, subject_key, place),
  KEY by_own_unreadable (own_unreadable)
) ENGINE = InnoDB;

-- locks ---------------------------------------------------------------------------------------------

-- One row for each name, whichever backend locks it: the fence counts the grants of them all.
CREATE TABLE distributed_locks (
  lock_key    VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  lock_id     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fence       BIGINT NOT NULL,
  expires_at  DATETIME(6) NOT NULL,
  block_until DATETIME(6), -- until then, Redis may hand out numbers up to the fence
  KEY by_expiry (expires_at)
) ENGINE = InnoDB;

-- catalog -------------------------------------------------------------------------------------------

CREATE TABLE products (
  sku        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name       VARCHAR(200) CHARACTER SET utf8mb4 NOT NULL,
  category   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  price      BIGINT NOT NULL,
  currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version    BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY by_category (category, sku),
  CONSTRAINT product_price_not_negative CHECK (price >= 0)
) ENGINE = InnoDB;

-- users ---------------------------------------------------------------------------------------------

CREATE TABLE users (
  id         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name       VARCHAR(200) CHARACTER SET utf8mb4 NOT NULL,
  email      VARCHAR(254) CHARACTER SET utf8mb4 NOT NULL,
  version    BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE = InnoDB;

-- accounts ------------------------------------------------------------------------------------------

-- An ordinary account has one currency; `external` and `merchant` have a row for each.
CREATE TABLE accounts (
  id         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name       VARCHAR(200) CHARACTER SET utf8mb4,
  balance    BIGINT NOT NULL,
  entries    BIGINT NOT NULL DEFAULT 0, -- the number of its newest entry
  status     VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  one_currency VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN id IN ('external', 'merchant') THEN NULL ELSE id END) VIRTUAL,
  PRIMARY KEY (id, currency),
  UNIQUE KEY one_currency (one_currency),
  CONSTRAINT account_not_overdrawn CHECK (balance >= 0 OR id = 'external'),
  CONSTRAINT account_status CHECK (status IN ('OPEN', 'CLOSED'))
) ENGINE = InnoDB;

CREATE TABLE transfers (
  id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  from_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  to_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount     BIGINT NOT NULL,
  currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT transfer_positive CHECK (amount > 0),
  CONSTRAINT transfer_between_two CHECK (from_id <> to_id)
) ENGINE = InnoDB;

-- Double entry: two rows for each transfer, which sum to zero. Numbered from 1 in each account row.
CREATE TABLE account_entries (
  account_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency      CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number        BIGINT NOT NULL,
  transfer_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount        BIGINT NOT NULL,
  balance_after BIGINT NOT NULL,
  created_at    DATETIME(6) NOT NULL,
  PRIMARY KEY (account_id, currency, number)
) ENGINE = InnoDB;

-- payments ------------------------------------------------------------------------------------------

-- At most one payment for an order. VOIDED keeps the place of one that must not happen any more.
CREATE TABLE payments (
  order_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin,
  account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  amount     BIGINT,
  currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin,
  status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  UNIQUE KEY payments_by_id (payment_id),
  KEY payments_by_status (status, payment_id),
  CONSTRAINT payment_status
    CHECK (status IN ('COMPLETED', 'FAILED', 'REFUND_PENDING', 'REFUNDED', 'VOIDED'))
) ENGINE = InnoDB;

-- Refunds that were refused when their order was cancelled. next_at is empty once the money went back.
CREATE TABLE refunds (
  order_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  reason      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refusal     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempts    INT NOT NULL,
  refused_at  DATETIME(6) NOT NULL,
  next_at     DATETIME(6),
  traceparent VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  KEY refunds_by_next (next_at)
) ENGINE = InnoDB;

-- inventory -----------------------------------------------------------------------------------------

CREATE TABLE stock (
  sku      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  on_hand  BIGINT NOT NULL,
  reserved BIGINT NOT NULL,
  version  BIGINT NOT NULL,
  fence    BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT stock_on_hand_not_negative CHECK (on_hand >= 0),
  CONSTRAINT stock_reserved_not_negative CHECK (reserved >= 0),
  CONSTRAINT stock_not_oversold CHECK (reserved <= on_hand)
) ENGINE = InnoDB;

CREATE TABLE stock_receipts (
  id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  sku        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity   BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY by_sku (sku),
  CONSTRAINT receipt_positive CHECK (quantity > 0)
) ENGINE = InnoDB;

CREATE TABLE reservations (
  id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  sku        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity   BIGINT NOT NULL,
  reference  VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  extended   BOOLEAN NOT NULL DEFAULT FALSE,
  expires_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY by_expiry (status, expires_at),
  CONSTRAINT reservation_positive CHECK (quantity > 0),
  CONSTRAINT reservation_status CHECK (status IN ('HELD', 'COMMITTED', 'RELEASED', 'EXPIRED'))
) ENGINE = InnoDB;

-- What became of an order's demand for stock. CANCELLED also keeps the place of one not asked yet.
CREATE TABLE order_allocations (
  order_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  batch      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT allocation_status CHECK (status IN ('ALLOCATED', 'REJECTED', 'CANCELLED'))
) ENGINE = InnoDB;

-- What was sold to orders that have it still; the items of a cancelled order are back in stock.
CREATE TABLE allocated_items (
  order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sku      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY (order_id, sku),
  CONSTRAINT goods_positive CHECK (quantity > 0)
) ENGINE = InnoDB;

-- orders --------------------------------------------------------------------------------------------

CREATE TABLE orders (
  id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  user_id    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
  amount     BIGINT NOT NULL,
  currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  items      TEXT CHARACTER SET utf8mb4 NOT NULL, -- JSON: written once, read with the order
  retries    INT NOT NULL DEFAULT 0,              -- how often its command was sent again
  next_retry_at DATETIME(6),                      -- when the sweeper looks next; null once final
  traceparent VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  version    BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  KEY by_user (user_id, id),
  KEY by_status (status, id),
  KEY by_next_retry (next_retry_at),
  KEY by_time (created_at),
  CONSTRAINT order_status CHECK (status IN ('PENDING', 'PAID', 'CONFIRMED', 'CANCELLED'))
) ENGINE = InnoDB;

CREATE TABLE order_history (
  order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version  BIGINT NOT NULL,
  status   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason   VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
  at       DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id, version)
) ENGINE = InnoDB;
