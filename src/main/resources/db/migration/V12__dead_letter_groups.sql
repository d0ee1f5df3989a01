-- Dead letters that are alike: error_line is the first line of the error without ids and numbers, and
-- group_key a hash of it with queue, reason and type; LetterGroup makes both.
ALTER TABLE dead_letters
  ADD COLUMN error_line VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '' AFTER error,
  ADD COLUMN group_key CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER error_line;

UPDATE dead_letters
   SET error_line = LEFT(TRIM(REGEXP_REPLACE(
         REGEXP_REPLACE(LEFT(SUBSTRING_INDEX(COALESCE(error, ''), CHAR(10 USING utf8mb4), 1), 500),
                        '[A-Za-z_]*[0-9][A-Za-z0-9_]*', '#'),
         '#([-.:,/+]#)+', '#')), 200);

UPDATE dead_letters
   SET group_key = LEFT(SHA2(CONCAT_WS(CHAR(10 USING utf8mb4), queue, reason, type_key, error_line), 256), 32);

ALTER TABLE dead_letters ADD KEY dead_by_group (state, group_key, id);

-- What became of the dead letters that an operator replayed or deleted. Written with the act and with
-- what follows from it: nothing on the way of messages that do not die.
CREATE TABLE dead_letter_outcomes (
  number      BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, -- in the order of the acts
  letter_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  queue       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  message_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_id  MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  type        MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  group_key   CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor       VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  reason      VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  at          DATETIME(6) NOT NULL,
  status      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  settled_at  DATETIME(6),                                                    -- when the status became known
  next_id     CHAR(36) CHARACTER SET ascii COLLATE ascii_bin,                 -- the letter as which it died again
  UNIQUE KEY outcome_of_letter (letter_id),
  KEY by_message (queue, message_key),
  KEY by_group (group_key, number),
  KEY by_age (at),
  CONSTRAINT outcome_status CHECK (status IN ('replayed', 'handled', 'parked-again', 'deleted'))
) ENGINE = InnoDB;
