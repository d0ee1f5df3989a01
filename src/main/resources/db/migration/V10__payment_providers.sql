-- Payments that a provider outside this database makes: what is sure, what is missing, what was asked.
ALTER TABLE payments
  DROP CONSTRAINT payment_status,
  ADD COLUMN provider    VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ledger' AFTER payment_id,
  ADD COLUMN reference   VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin AFTER provider,
  -- The last status that the provider has confirmed; NULL where it is the status.
  ADD COLUMN confirmed   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin AFTER status,
  -- What the order wants: AUTHORISE, CAPTURE or UNDO.
  ADD COLUMN aim         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'AUTHORISE',
  ADD COLUMN undo_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  ADD COLUMN traceparent VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin;

UPDATE payments SET status = 'CAPTURED' WHERE status = 'COMPLETED';
UPDATE payments SET status = 'DECLINED' WHERE status = 'FAILED';

ALTER TABLE payments
  ADD CONSTRAINT payment_status CHECK (status IN ('REQUESTED', 'UNKNOWN', 'AUTHORISED', 'CAPTURED', 'DECLINED',
                                                  'VOIDED', 'REFUND_PENDING', 'REFUNDED')),
  ADD CONSTRAINT payment_confirmed CHECK (confirmed IN ('REQUESTED', 'AUTHORISED', 'CAPTURED', 'DECLINED',
                                                        'VOIDED', 'REFUNDED')),
  ADD CONSTRAINT payment_aim CHECK (aim IN ('AUTHORISE', 'CAPTURE', 'UNDO'));

-- What a provider is asked, a row a step. next_at is empty once the step is done or not wanted any more.
CREATE TABLE payment_steps (
  order_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  step       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider   VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount     BIGINT NOT NULL,
  -- How often the provider was asked; written before it is asked.
  attempts   INT NOT NULL,
  -- How many of the first attempts the provider has refused for sure, one after the other.
  refusals   INT NOT NULL,
  -- Why it is not done yet, and since when.
  refusal    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  refused_at DATETIME(6),
  next_at    DATETIME(6),
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id, step),
  KEY payment_steps_by_next (provider, next_at),
  KEY payment_steps_open (next_at),
  CONSTRAINT payment_step CHECK (step IN ('AUTHORISE', 'CAPTURE', 'VOID', 'REFUND'))
) ENGINE = InnoDB;

-- Each change of the status of such a payment.
CREATE TABLE payment_history (
  order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  id       CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  at       DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id, id)
) ENGINE = InnoDB;

-- What providers have told by themselves, each once: the inbox of the webhooks.
CREATE TABLE payment_notifications (
  provider    VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  id          VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  type        VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payment_id  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin,
  outcome     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (provider, id),
  KEY by_time (received_at)
) ENGINE = InnoDB;

-- Where a provider's books and ours do not agree; closed_at is empty while it stands.
CREATE TABLE payment_differences (
  provider   VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject    VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind       VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ours       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  theirs     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  found_at   DATETIME(6) NOT NULL,
  closed_at  DATETIME(6),
  PRIMARY KEY (provider, subject, kind),
  KEY payment_differences_open (closed_at)
) ENGINE = InnoDB;

-- When each provider's books are to be compared next; whoever moves it has the turn.
CREATE TABLE payment_reconciliations (
  provider VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  next_at  DATETIME(6) NOT NULL
) ENGINE = InnoDB;
