-- What locks must remember beyond their rows.
--   fence-floor: no removed row of distributed_locks had a higher fence; new rows begin above it
--   redlock-lease-horizon: no Redlock lease ends later; microseconds since 1970
CREATE TABLE lock_marks (
  mark  VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
) ENGINE = InnoDB;

INSERT INTO lock_marks (mark, value) VALUES ('fence-floor', 0), ('redlock-lease-horizon', 0);

-- The servers of Redlock, each with the run that is known and from when on that run may vote.
CREATE TABLE redlock_servers (
  server       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  mark         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  trusted_from DATETIME(6) NOT NULL
) ENGINE = InnoDB;
