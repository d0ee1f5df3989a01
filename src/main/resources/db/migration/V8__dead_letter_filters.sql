-- Which schema the data of a message follows, and headers of its own that a dead letter came with.
ALTER TABLE outbox
  ADD COLUMN dataschema VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin AFTER type,
  ADD COLUMN headers MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin AFTER source; -- a JSON object

-- Dead letters keep their headers, and what they were before an operator mended them.
ALTER TABLE dead_letters
  MODIFY COLUMN reason VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  ADD COLUMN type_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER type,
  ADD COLUMN headers MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin AFTER payload, -- a JSON object
  ADD COLUMN version BIGINT NOT NULL DEFAULT 1,
  ADD COLUMN mended_at DATETIME(6),
  ADD COLUMN original_payload LONGBLOB,
  ADD COLUMN original_headers MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

UPDATE dead_letters
   SET type_key = IF(type REGEXP '^[!-~]{0,255}$' AND type NOT LIKE 'sha256=%', type,
                     CONCAT('sha256=', SHA2(type, 256)));

-- One for each combination of filters, in the order of the list: those that only wait are many, and never read.
ALTER TABLE dead_letters
  DROP KEY by_queue,
  ADD KEY dead (state, id),
  ADD KEY dead_by_queue (state, queue, id),
  ADD KEY dead_by_reason (state, reason, id),
  ADD KEY dead_by_type (state, type_key, id),
  ADD KEY dead_by_queue_reason (state, queue, reason, id),
  ADD KEY dead_by_queue_type (state, queue, type_key, id),
  ADD KEY dead_by_reason_type (state, reason, type_key, id),
  ADD KEY dead_by_queue_reason_type (state, queue, reason, type_key, id);
