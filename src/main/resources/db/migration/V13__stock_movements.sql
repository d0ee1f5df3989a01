-- What the movements of a SKU tell: who took units in or adjusted them and how many were available
-- then, and when a reservation ended. NULL where it was not kept yet, or has not ended.
ALTER TABLE stock_receipts
  ADD COLUMN actor VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  ADD COLUMN available_after BIGINT;

ALTER TABLE stock_adjustments
  ADD COLUMN actor VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  ADD COLUMN available_after BIGINT;

ALTER TABLE reservations ADD COLUMN ended_at DATETIME(6);
