-- Whoever has logged in to the console. Of a session's token only its SHA-256 is kept, as of keys.
CREATE TABLE console_sessions (
  hash        CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  key_hash    CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- of the API key that opened it
  created_at  DATETIME(6) NOT NULL,
  expires_at  DATETIME(6) NOT NULL,
  PRIMARY KEY (hash),
  KEY by_expiry (expires_at)
) ENGINE=InnoDB;
