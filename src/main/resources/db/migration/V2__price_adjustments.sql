-- Batch repricing of a category. `last_sku` says how far it has come: it changes with the prices.
CREATE TABLE price_adjustments (
  id         CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  category   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  percent    DECIMAL(13, 4) NOT NULL,
  batch_size INT NOT NULL,
  status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  total      BIGINT NOT NULL,
  adjusted   BIGINT NOT NULL,
  skipped    BIGINT NOT NULL DEFAULT 0,
  last_sku   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  KEY by_status (status, id),
  CONSTRAINT price_adjustment_status CHECK (status IN ('RUNNING', 'COMPLETED'))
) ENGINE = InnoDB;

-- The first rows that a job, of prices or of salaries, could not change.
CREATE TABLE percent_job_failures (
  job_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  row_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (job_id, row_key)
) ENGINE = InnoDB;
