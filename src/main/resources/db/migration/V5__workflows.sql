-- Workflows: types of named steps, instances, and what happened to them.

CREATE TABLE workflow_types (
  type          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  steps         TEXT CHARACTER SET utf8mb4 NOT NULL, -- JSON, as the API shows it
  auto_complete BOOLEAN NOT NULL,
  version       BIGINT NOT NULL,
  updated_at    DATETIME(6) NOT NULL
) ENGINE = InnoDB;

-- A workflow keeps the steps that it began with. `accepted` and `ending` are what callers were
-- promised by a 202; the rest is what messages have made of it.
CREATE TABLE workflows (
  id            CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  type          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  steps         TEXT CHARACTER SET utf8mb4 NOT NULL,
  auto_complete BOOLEAN NOT NULL,
  current_step  INT NOT NULL,
  undoing       INT,
  accepted      INT NOT NULL,
  ending        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin,
  attempt       INT NOT NULL,
  data          MEDIUMTEXT CHARACTER SET utf8mb4,
  result        MEDIUMTEXT CHARACTER SET utf8mb4,
  reason        VARCHAR(255) CHARACTER SET utf8mb4,
  traceparent   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  noted         INT NOT NULL,
  due_at        DATETIME(6), -- when the worker of the step that waits is asked again
  created_at    DATETIME(6) NOT NULL,
  updated_at    DATETIME(6) NOT NULL,
  KEY by_type (type, status),
  KEY by_due (due_at),
  CONSTRAINT workflow_status CHECK (status IN ('RUNNING', 'COMPLETED', 'CANCELLED'))
) ENGINE = InnoDB;

CREATE TABLE workflow_history (
  workflow_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number      INT NOT NULL,
  event       VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  step        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  data        MEDIUMTEXT CHARACTER SET utf8mb4,
  reason      VARCHAR(255) CHARACTER SET utf8mb4,
  at          DATETIME(6) NOT NULL,
  PRIMARY KEY (workflow_id, number)
) ENGINE = InnoDB;

-- The type that the service brings along, see io.lockstep.returns.
INSERT INTO workflow_types (type, steps, auto_complete, version, updated_at)
VALUES ('order-return', '["authorise","receive","restock","refund"]', TRUE, 1, UTC_TIMESTAMP(6));
