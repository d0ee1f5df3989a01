-- How fast the steps of the order flow went on each instance in the last minute, for an overview of
-- all of them. One row for each instance, written every few seconds.
CREATE TABLE flow_rates (
  instance CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  rates    VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- JSON: by step, per second
  at       DATETIME(6) NOT NULL
) ENGINE = InnoDB;
