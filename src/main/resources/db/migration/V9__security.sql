-- Keys of callers. Of a key only its SHA-256 is here; one that is revoked is deleted.
CREATE TABLE api_keys (
  id           CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name         VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  hash         CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  roles        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  created_at   DATETIME(6) NOT NULL,
  created_by   VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  expires_at   DATETIME(6),
  last_used_at DATETIME(6)
) ENGINE = InnoDB;

-- A key belongs to the caller who used it: two callers may use the same word.
ALTER TABLE idempotency_keys
  ADD COLUMN caller VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'anonymous' FIRST,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (caller, idem_key);

-- The user to whom a reservation belongs, where a shopper has made it: others cost nothing here.
CREATE TABLE reservation_owners (
  id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  KEY by_owner (owner, id),
  CONSTRAINT owned_reservation FOREIGN KEY (id) REFERENCES reservations (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Who has done what. Rows are only appended: the service's account needs SELECT and INSERT here.
CREATE TABLE audit_log (
  id       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  actor    VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  action   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target   VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  reason   VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  outcome  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  trace_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin,
  at       DATETIME(6) NOT NULL,
  KEY by_actor (actor, id),
  KEY by_target (target, id)
) ENGINE = InnoDB;

-- Who has changed an order, or what happened to it; NULL where nobody did, or it is not known.
ALTER TABLE order_history ADD COLUMN actor VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE timeline_notes ADD COLUMN actor VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
