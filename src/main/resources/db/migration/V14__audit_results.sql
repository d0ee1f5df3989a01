-- What each check of the audit has found last, whichever instance ran it.
CREATE TABLE audit_results (
  name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  ok         BOOLEAN NOT NULL,
  detail     VARCHAR(2000) CHARACTER SET utf8mb4 NOT NULL,
  ran_at     DATETIME(6) NOT NULL,
  last_ok_at DATETIME(6) -- NULL where it never held
) ENGINE = InnoDB;
